using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Membership;

/// <summary>
/// Nodes that only serve, nodes that only have items, and a node that joins in the middle of a sale. In that sale all nodes speak
/// mutual TLS, and the one that joins has a certificate of the authority that is about to follow.
/// </summary>
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
        using var authority = new ClusterCa("old");
        using var nextAuthority = new ClusterCa("new");
        var trusted = authority.Bundle(nextAuthority);
        await using var items = new HostProcess(SettingsOf(database, "items", seed, seed, authority.SettingsOf("items", trusted)));
        await using var web = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed, authority.SettingsOf("web", trusted)));
        await using var late = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed, nextAuthority.SettingsOf("late", trusted)));
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

    [SkippableFact]
    public async Task Nodes_that_serve_nobody_leave_webhooks_to_the_one_that_answers_them()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var seed = HostProcess.FreePort();
        await using var first = new HostProcess(SettingsOf(database, "items", seed, seed));
        await using var second = new HostProcess(SettingsOf(database, "items", HostProcess.FreePort(), seed));
        await using var web = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed));
        await first.StartReadyAsync(Patience);
        await Task.WhenAll(second.StartReadyAsync(Patience), web.StartReadyAsync(Patience));
        using var shop = new SaleClient(web.Address);
        var (olivia, alice) = (await shop.TokenAsync("olivia", "operator"), await shop.TokenAsync("alice"));
        (await shop.ListAsync(olivia, "paid-for", stock: 1)).Status.ShouldBe(HttpStatusCode.Created);
        var order = (await shop.BuyAsync(alice, "paid-for")).OrderId!;
        var payment = await shop.SendAsync(HttpMethod.Post, $"/api/orders/{order}/payment", token: alice);
        payment.Status.ShouldBe(HttpStatusCode.Created);

        // As if the only web node had died between taking the money and telling the shop: the webhook is due while nobody can take it.
        await web.KillAsync();
        await DecideAsync(database, (string)payment.Body!["paymentId"]!);
        await web.StartReadyAsync(Patience);

        await AwaitPaidAsync(shop, order, alice);
        (await AttemptsAsync(database)).ShouldBe([1], "a node that nobody answers must not take a delivery");
        foreach (var node in (HostProcess[])[first, second])
            node.Output.ShouldNotContain("/scalar", customMessage: "a node without the role invites nobody");
    }

    private static async Task AwaitPaidAsync(SaleClient shop, string order, string buyer)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        string? status = null;
        while (status != "paid")
        {
            limit.IsCancellationRequested.ShouldBeFalse($"the order is {status}");
            await look.WaitForNextTickAsync(CancellationToken.None);
            status = (string?)(await shop.SendAsync(HttpMethod.Get, $"/api/orders/{order}", token: buyer)).Body?["status"];
        }
    }

    /// <summary>Takes the money in the sandbox provider's book, as its page does.</summary>
    private static async Task DecideAsync(string database, string payment)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE sandbox_payments SET status = 'succeeded', event_id = 'evt_of_the_test', event_type = 'payment.succeeded', due_at_ms = @now,
                paid_at_ms = @now
            WHERE payment_id = @payment
            """;
        command.Parameters.AddWithValue("now", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("payment", payment);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    /// <summary>How often each webhook was sent.</summary>
    private static async Task<List<long>> AttemptsAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT attempts FROM sandbox_payments", connection);
        await using var rows = await command.ExecuteReaderAsync();
        var attempts = new List<long>();
        while (await rows.ReadAsync()) attempts.Add(rows.GetInt64(0));
        return attempts;
    }

    [SkippableFact]
    public async Task An_order_bought_through_one_node_is_on_the_list_of_another_at_once()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var seed = HostProcess.FreePort();
        await using var items = new HostProcess(SettingsOf(database, "items", seed, seed));
        await using var one = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed));
        await using var two = new HostProcess(SettingsOf(database, "web", HostProcess.FreePort(), seed));
        await items.StartReadyAsync(Patience);
        await one.StartReadyAsync(Patience);
        await two.StartReadyAsync(Patience);
        using var shop = new SaleClient(one.Address);
        using var desk = new SaleClient(two.Address);
        var olivia = await shop.TokenAsync("olivia", "operator");

        for (var round = 0; round < 30; round++)
        {
            // An item that the second node can hardly have heard of.
            (await shop.ListAsync(olivia, $"item-{round}", stock: 1)).Status.ShouldBe(HttpStatusCode.Created);
            var buyer = await shop.TokenAsync($"buyer-{round}");
            var bought = await shop.BuyAsync(buyer, $"item-{round}");
            bought.Status.ShouldBe(HttpStatusCode.Created);

            var listed = await desk.SendAsync(HttpMethod.Get, "/api/orders", token: buyer);

            listed.Status.ShouldBe(HttpStatusCode.OK);
            listed.Body!["orders"]!.AsArray().Select(order => (string?)order!["orderId"]).ShouldBe([bought.OrderId]);
        }
    }

    /// <summary>Cluster port of each node that hosts shards, and whether it has items.</summary>
    private static (int Port, bool HasItems)[] ItemsByNode(Answer view) =>
    [
        .. view.Body!["regions"]!.AsArray().Select(region => (PortOf(region!), (int)region!["items"]! > 0)),
    ];

    private static int PortOf(JsonNode region) =>
        int.Parse(((string)region["address"]!).Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture);

    private static Dictionary<string, string> SettingsOf(
        string database, string role, int port, int seed, Dictionary<string, string>? tls = null) => new(tls ?? [])
    {
        ["Seckill__Storage__Provider"] = "postgres",
        ["Seckill__Storage__ConnectionString"] = database,
        ["Seckill__Cluster__Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["Seckill__Cluster__SeedNodes__0"] = $"127.0.0.1:{seed}",
        ["Seckill__Cluster__Roles__0"] = role,
    };
}
