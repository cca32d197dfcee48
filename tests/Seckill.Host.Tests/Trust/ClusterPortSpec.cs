using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Seckill.Actors.Health;
using Seckill.Host.Tests.Testing;
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
        await using var host = NewHost(_authority.SettingsOf("node1"));
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

    [Theory]
    [InlineData("/system/sharding/items")]
    [InlineData("/system/sharding/itemsCoordinator")]
    [InlineData("/system/sharding/itemsCoordinator/singleton")]
    [InlineData("/system/sharding/itemsReplicator")]
    [InlineData("/system/akka.persistence.journal.sql")]
    [InlineData("/system/akka.persistence.snapshot-store.sql")]
    [InlineData("/system/recoveryPermitter-akka.persistence.journal.sql")]
    [InlineData("/system/recoveryPermitter-akka.persistence.snapshot-store.sql")]
    [InlineData("/system/distributedPubSubMediator")]
    [InlineData("/system/cluster/core/daemon")]
    [InlineData("/system/cluster/core/daemon/downingProvider")]
    [InlineData("/system/cluster/core/daemon/heartbeatSender")]
    [InlineData("/system/cluster/core/publisher")]
    [InlineData("/system/cluster/heartbeatReceiver")]
    [InlineData("/user/board")]
    [InlineData("/user/wake-up")]
    [InlineData("/user/wake-up/wake-up")]
    [InlineData("/user/settings")]
    [InlineData("/user/settings/settings")]
    [InlineData("/user/settings-proxy")]
    [InlineData("/user/settings-board")]
    public async Task A_host_that_has_lost_a_part_ends_with_a_code_of_its_own(string part)
    {
        await using var host = NewHost([]);
        await host.StartReadyAsync(Patience);
        await using var intruder = new Intruder(_port, certificate: null);

        // A message to another process is delivered at most once, so it is repeated until it was.
        var exit = host.WaitForExitAsync(Patience);
        using var again = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do intruder.Poison(part);
        while (!exit.IsCompleted && await again.WaitForNextTickAsync());

        (await exit).ShouldBe(WatchdogActor.PartEnded.Code, host.Output);
        // A part may take others along. The one whose end is heard first is named.
        host.Output.ShouldMatch(@"/\S+ has ended, and this node cannot work without it");
    }

    [Fact]
    public async Task Parts_that_somebody_starts_again_cost_a_pause_and_no_process()
    {
        await using var host = NewHost([]);
        await host.StartReadyAsync(Patience);
        using var shop = new SaleClient(host.Address);
        (await shop.ListAsync(await shop.TokenAsync("olivia", "operator"), "phone", stock: 10)).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.BuyAsync(await shop.TokenAsync("alice"), "phone")).Status.ShouldBe(HttpStatusCode.Created);
        await using var intruder = new Intruder(_port, certificate: null);

        // The coordinator, the waker, the settings' writer, the item that sells, and the shard that it lives in.
        intruder.Poison("/system/sharding/itemsCoordinator/singleton/coordinator");
        intruder.Poison("/user/wake-up/wake-up/wake-up");
        intruder.Poison("/user/settings/settings/settings");
        intruder.Poison("/system/sharding/items/*/phone/item");
        intruder.Poison("/system/sharding/items/*");

        var bob = await shop.TokenAsync("bob");
        await Eventually.GetAsync(async () => (await shop.BuyAsync(bob, "phone")).Status, status => status is HttpStatusCode.Created or HttpStatusCode.OK, Patience);
        await Eventually.GetAsync(
            async () => (await shop.ListAsync(await shop.TokenAsync("olivia", "operator"), "tablet", stock: 10)).Status,
            status => status is HttpStatusCode.Created or HttpStatusCode.OK, Patience);
        await Eventually.GetAsync(
            async () => (await shop.SendAsync(HttpMethod.Put, "/api/admin/switches/order-listing", new { value = "off" }, await shop.TokenAsync("olivia", "operator"))).Status,
            status => status is HttpStatusCode.OK, Patience);
        host.ExitCode.ShouldBeNull(host.Output);
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

    private HostProcess NewHost(Dictionary<string, string> tls) => new(new Dictionary<string, string>(tls)
    {
        ["Seckill__Cluster__Port"] = _port.ToString(CultureInfo.InvariantCulture),
    });
}
