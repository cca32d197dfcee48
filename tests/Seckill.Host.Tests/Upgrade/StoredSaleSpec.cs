using System.Net;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Upgrade;

/// <summary>
/// A sale that the previous version has stored goes on. If the variable <see cref="Maker"/> names a build of the host, that host first
/// makes the stored sale again.
/// </summary>
public sealed class StoredSaleSpec
{
    private const string Maker = "SECKILL_STORE_BY";

    private static readonly string? Earlier = Environment.GetEnvironmentVariable(Maker);

    [Fact]
    public async Task A_sale_in_a_data_directory_of_the_previous_version_goes_on()
    {
        if (Earlier is not null) await StoredSaleMaker.MakeFilesAsync(Earlier);
        await using var host = new HostProcess(StoredSaleMaker.Settings);
        StoredSale.Unpack(Path.Combine(host.Directory, "data"));

        await ShouldGoOnAsync(host, StoredSale.ToldOf("sqlite"));
    }

    [SkippableFact]
    public async Task A_sale_in_a_database_of_the_previous_version_goes_on()
    {
        Skip.If(StoredSale.MissingReason is not null, StoredSale.MissingReason);
        await using var server = await PostgresServer.StartAsync();
        if (Earlier is not null) await StoredSaleMaker.MakeDatabaseAsync(Earlier, server);
        var database = await server.CreateDatabaseAsync();
        await StoredSale.RestoreAsync(database);
        await using var host = new HostProcess(StoredSaleMaker.On(database));

        await ShouldGoOnAsync(host, StoredSale.ToldOf("postgres"));
    }

    private static async Task ShouldGoOnAsync(HostProcess host, JsonNode told)
    {
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        foreach (var (buyer, orders) in told["orders"]!.AsObject())
            (await StoredSaleMaker.OrdersOfAsync(client, buyer)).ToJsonString().ShouldBe(orders!.ToJsonString(), buyer);
        var olivia = await client.TokenAsync("olivia", "operator");
        foreach (var (item, books) in told["books"]!.AsObject())
            (await BooksAsync(client, olivia, item)).ToJsonString().ShouldBe(books!.ToJsonString(), item);

        await ShouldNotKnowWhoAsync(client, olivia);
        await ShouldKnowKeysAsync(client, olivia, told);
        var before = await VerifyAsync(client, olivia);
        await ShouldSellAsync(client, olivia);
        await ShouldStartItsChainAsync(client, olivia, before);
    }

    /// <summary>What was done then is filled in from the ledger; it did not say who, except for the stock.</summary>
    private static async Task ShouldNotKnowWhoAsync(SaleClient client, string olivia)
    {
        var path = $"/api/admin/operations?item={StoredSaleMaker.Item}";
        var operations = await Eventually.GetAsync(
            async () => (await client.SendAsync(HttpMethod.Get, path, null, olivia)).Body!["operations"]!.AsArray(), found => found.Count == 2);

        operations.Select(one => ((string)one!["command"]!, (string)one["outcome"]!, (string)one["actor"]!, (string?)one["reason"]))
            .ShouldBe([("adjust_stock", "changed", "olivia", "found"), ("list_item", "listed", "unknown", null)]);
        operations.ShouldAllBe(one => (string)one!["traceId"]! == "unknown" && (string)one["node"]! == "unknown" && (bool)one["accepted"]!);
    }

    /// <summary>A repeated request gets the answer that it got then.</summary>
    private static async Task ShouldKnowKeysAsync(SaleClient client, string olivia, JsonNode told)
    {
        var buyer = await client.TokenAsync(StoredSaleMaker.Payer);
        var order = (string)told["orders"]![StoredSaleMaker.Payer]![0]!["orderId"]!;
        foreach (var key in (string[])[StoredSaleMaker.FirstKey, StoredSaleMaker.FurtherKey])
        {
            var repeated = await client.SendAsync(HttpMethod.Post, $"/api/items/{StoredSaleMaker.Item}/orders", null, buyer, key);
            (repeated.Status, repeated.OrderId).ShouldBe((HttpStatusCode.OK, order), key);
        }

        (await StoredSaleMaker.AdjustAsync(client, olivia)).Body!["stock"]!.ToJsonString()
            .ShouldBe((await client.ItemAsync(StoredSaleMaker.Item)).Body!["stock"]!.ToJsonString());
        (await BooksAsync(client, olivia, StoredSaleMaker.Item)).ToJsonString().ShouldBe(told["books"]![StoredSaleMaker.Item]!.ToJsonString());
    }

    private static async Task ShouldSellAsync(SaleClient client, string olivia)
    {
        var before = await BooksAsync(client, olivia, StoredSaleMaker.Item);
        var next = await client.TokenAsync("next");
        var order = await client.BuyAsync(next, StoredSaleMaker.Item);
        order.Status.ShouldBe(HttpStatusCode.Created, order.Body?.ToJsonString());
        await StoredSaleMaker.PayAsync(client, next, order);

        (await StoredSaleMaker.AwaitAsync(client, next, order, "paid")).OrderId.ShouldBe(order.OrderId);
        var after = await BooksAsync(client, olivia, StoredSaleMaker.Item);
        ((long)after["sold"]!, (long)after["available"]!).ShouldBe(((long)before["sold"]! + 1, (long)before["available"]! - 1));
    }

    /// <summary>Its entries have no hashes; the first new one starts a chain and says so.</summary>
    private static async Task ShouldStartItsChainAsync(SaleClient client, string olivia, JsonNode before)
    {
        ((bool)before["intact"]!, before["chainedFrom"], before["head"]).ShouldBe((true, null, null), before.ToJsonString());

        var after = await VerifyAsync(client, olivia);

        ((bool)after["intact"]!, (long)after["chainedFrom"]!).ShouldBe((true, (long)before["entries"]! + 1), after.ToJsonString());
        ((long)after["headEntry"]!).ShouldBe((long)after["entries"]!);
        ((string)after["head"]!).ShouldBe((string?)(await client.ItemAsync(StoredSaleMaker.Item)).Body!["ledgerHash"]);
    }

    private static async Task<JsonNode> VerifyAsync(SaleClient client, string olivia) =>
        (await client.SendAsync(HttpMethod.Get, $"/api/admin/items/{StoredSaleMaker.Item}/verify", null, olivia)).Body!;

    /// <summary>The figures that ledger and orders table agree on.</summary>
    private static async Task<JsonNode> BooksAsync(SaleClient client, string olivia, string item)
    {
        var audit = await Eventually.GetAsync(() => client.AuditAsync(olivia, item), audit => (bool)audit["balanced"]!);
        return audit["ledger"]!;
    }
}
