using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>Nodes that only serve, nodes that only have items, and a node that joins in the middle of a sale.</summary>
public sealed class RolesSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task A_web_node_sells_what_lives_elsewhere_and_one_that_joins_knows_it_all()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var seed = HostProcess.FreePort();
        await using var items = new HostProcess(SettingsOf(database, "items", seed, seed));
        await using var web = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed));
        await using var late = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed));
        await items.StartReadyAsync(Patience);
        await web.StartReadyAsync(Patience);

        using var shop = new SaleClient(web.Address);
        var (olivia, alice, bob) = (await shop.TokenAsync("olivia", "operator"), await shop.TokenAsync("alice"), await shop.TokenAsync("bob"));
        (await shop.ListAsync(olivia, "only-one", stock: 1)).Status.ShouldBe(HttpStatusCode.Created);
        var bought = await shop.BuyAsync(alice, "only-one");
        bought.Status.ShouldBe(HttpStatusCode.Created);
        ItemsByNode(await shop.SendAsync(HttpMethod.Get, "/api/admin/cluster", token: olivia)).ShouldBe([(seed, true)]);
        using var back = new SaleClient(items.Address);
        (await back.ItemAsync("only-one")).Status.ShouldBe(HttpStatusCode.NotFound, "a node without the role serves nobody");

        await late.StartReadyAsync(Patience);

        using var newcomer = new SaleClient(late.Address);
        ((string?)(await newcomer.ItemAsync("only-one")).Body!["phase"]).ShouldBe("sold_out");
        (await newcomer.BuyAsync(bob, "only-one")).Code.ShouldBe("sold_out");
        var repeated = await newcomer.BuyAsync(alice, "only-one");
        (repeated.Status, repeated.OrderId).ShouldBe((HttpStatusCode.OK, bought.OrderId), "a refusal at the edge must not hide an order");
        ((bool)(await newcomer.AuditAsync(olivia, "only-one"))["balanced"]!).ShouldBeTrue();
    }

    /// <summary>Cluster port of each node that hosts shards, and whether it has items.</summary>
    private static (int Port, bool HasItems)[] ItemsByNode(Answer view) =>
    [
        .. view.Body!["regions"]!.AsArray().Select(region => (PortOf(region!), (int)region!["items"]! > 0)),
    ];

    private static int PortOf(JsonNode region) =>
        int.Parse(((string)region["address"]!).Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture);

    private static Dictionary<string, string> SettingsOf(string database, string role, int port, int seed) => new()
    {
        ["Seckill__Storage__Provider"] = "postgres",
        ["Seckill__Storage__ConnectionString"] = database,
        ["Seckill__Cluster__Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["Seckill__Cluster__SeedNodes__0"] = $"127.0.0.1:{seed}",
        ["Seckill__Cluster__Roles__0"] = role,
    };
}
