using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Trust;

/// <summary>The remoting port of a real host, and an Akka.NET client that wants something from it.</summary>
public sealed class ClusterPortSpec : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ClusterCa _authority = new();
    private readonly ClusterCa _foreign = new("foreign");
    private readonly int _port = HostProcess.FreePort();

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task A_client_without_a_certificate_of_the_authority_gets_no_message_through()
    {
        await using var host = new HostProcess(new Dictionary<string, string>(_authority.SettingsOf("node1"))
        {
            ["Seckill__Cluster__Port"] = _port.ToString(CultureInfo.InvariantCulture),
        });
        await host.StartReadyAsync(Patience);
        using var shop = new SaleClient(host.Address);
        var (olivia, alice) = (await shop.TokenAsync("olivia", "operator"), await shop.TokenAsync("alice"));
        (await shop.ListAsync(olivia, "phone", stock: 10)).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.BuyAsync(alice, "phone")).Status.ShouldBe(HttpStatusCode.Created);

        using var foreign = _foreign.Issue("node1");
        using var expired = _authority.Issue("node1", hasExpired: true);
        using var selfSigned = Certificates.SelfSigned("node1");
        using var good = _authority.Issue("node2");
        await AttackAsync(certificate: null);
        await AttackAsync(foreign);
        await AttackAsync(expired);
        await AttackAsync(selfSigned);
        // Accepts TLS, and has nothing to show.
        await AttackAsync(good, shows: false);

        var item = (await shop.ItemAsync("phone")).Body!;
        ((long)item["stock"]!["total"]!).ShouldBe(10);
        ((long)item["stock"]!["held"]!).ShouldBe(1);
        ((long)item["stock"]!["sold"]!).ShouldBe(0);
        (await shop.BuyAsync(await shop.TokenAsync("bob"), "phone")).Status.ShouldBe(HttpStatusCode.Created, "the region lives");
        host.Output.ShouldContain("is not let into the cluster");

        await using var node = new Intruder(_port, good);
        (await node.CommandAsync("phone", Patience)).ShouldBeTrue("a node of the cluster is heard, so the refusals above say something");

        async Task AttackAsync(X509Certificate2? certificate, bool shows = true)
        {
            await using var intruder = new Intruder(_port, certificate, shows);
            intruder.Poison("/system/sharding/items");
            intruder.Poison("/user/board");
            (await intruder.CommandAsync("phone")).ShouldBeFalse(certificate?.Issuer ?? "without TLS");
        }
    }

    [Fact]
    public async Task A_node_that_is_told_to_trust_its_network_starts_and_says_what_that_means()
    {
        await using var host = new HostProcess(new Dictionary<string, string>
        {
            ["Seckill__Cluster__Port"] = _port.ToString(CultureInfo.InvariantCulture),
            ["Seckill__Cluster__BindHostname"] = "0.0.0.0",
            ["Seckill__Cluster__AllowUnauthenticatedPeers"] = "true",
        });

        await host.StartReadyAsync(Patience);

        host.Output.ShouldContain($"Whoever reaches port {_port} on 0.0.0.0 can sell, pay and change stock on this node");
        host.Output.ShouldContain("Seckill:Cluster:AllowUnauthenticatedPeers");
    }
}
