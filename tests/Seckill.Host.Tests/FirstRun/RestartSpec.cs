using System.Diagnostics;
using System.Net;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.FirstRun;

/// <summary>Stopping, starting again, and rebuilding.</summary>
[Collection(Alone.Name)]
public sealed class RestartSpec
{
    private const string Secret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl";

    private static readonly Dictionary<string, string> Settings = new() { ["Seckill__Payments__WebhookSecret"] = Secret };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_stop_takes_less_than_five_seconds_with_streams_open_and_the_next_start_knows_every_order()
    {
        await using var host = new HostProcess(Settings);
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        var orders = await TradeAsync(client);
        using var http = new HttpClient();
        using var stream = new StreamReader(await http.GetStreamAsync(new Uri(host.Address, "/api/items/kept/events")));
        (await stream.ReadLineAsync()).ShouldNotBeNull();

        var began = Stopwatch.GetTimestamp();
        (await host.StopAsync(Patience)).ShouldBe(0, host.Output);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await stream.ReadToEndAsync();
        await host.StartReadyAsync();
        await ShouldKnowAsync(client, orders);
        ((bool)(await client.AuditAsync(await client.TokenAsync("o", "operator"), "kept"))["balanced"]!).ShouldBeTrue();
        (await client.SendAsync(HttpMethod.Get, "/api/items")).Body!["items"]!.AsArray().Count.ShouldBe(4, "the demo is listed once");
    }

    [Fact]
    public async Task Everything_but_the_ledger_may_be_lost_and_comes_back_with_the_next_start()
    {
        await using var host = new HostProcess(Settings);
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address);
        var orders = await TradeAsync(client);
        (await host.StopAsync(Patience)).ShouldBe(0, host.Output);
        var files = Directory.GetFiles(Path.Combine(host.Directory, "data"));
        foreach (var file in files.Where(file => !file.Contains("ledger.db", StringComparison.Ordinal))) File.Delete(file);

        await host.StartReadyAsync();

        await ShouldKnowAsync(client, orders);
        var olivia = await client.TokenAsync("o", "operator");
        var audit = await Eventually.GetAsync(() => client.AuditAsync(olivia, "kept"), audit => (bool)audit["balanced"]!);
        ((long)audit["ordersTable"]!["orders"]!).ShouldBe(4);
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_the_first_goes_on()
    {
        await using var first = new HostProcess(Settings);
        await first.StartReadyAsync();
        foreach (var argument in (string[][])[[], ["--rebuild-read-model"]])
        {
            await using var second = new HostProcess(Settings, first.Directory);
            second.Start(argument);

            (await second.WaitForExitAsync(Patience)).ShouldBe(1, second.Output);

            second.Output.ShouldContain("in use by another process");
            second.Output.ShouldNotContain("   at ");
        }

        using var client = new SaleClient(first.Address);
        await TradeAsync(client);
    }

    [Fact]
    public async Task Rebuilt_tables_equal_those_that_were_written_as_it_happened()
    {
        await using var host = new HostProcess(Settings);
        await host.StartReadyAsync();
        using (var client = new SaleClient(host.Address)) await TradeAsync(client);
        (await host.StopAsync(Patience)).ShouldBe(0, host.Output);
        var database = Path.Combine(host.Directory, "data", "orders.db");
        var before = Dump(database);
        before.ShouldContain(row => row.Contains("refunded", StringComparison.Ordinal));
        DataFile.Execute(database, "DELETE FROM orders WHERE status = 'paid'; UPDATE items SET title = 'wrong'; UPDATE orders SET quantity = 7;");

        host.Start("--rebuild-read-model");

        (await host.WaitForExitAsync(Patience)).ShouldBe(0, host.Output);
        Dump(database).ShouldBe(before);
        host.Output.ShouldContain("rebuilt: 4 items");
    }

    /// <summary>Brings orders of every status about. Those that are told no longer change.</summary>
    private static async Task<List<(string Buyer, Answer Order)>> TradeAsync(SaleClient client)
    {
        var (provider, olivia) = (new WebhookSigner(Secret), await client.TokenAsync("o", "operator"));
        (await client.ListAsync(olivia, "kept", stock: 20, paymentWindowSeconds: 2)).Status.ShouldBe(HttpStatusCode.Created);
        string[] buyers = ["paid", "cancelled", "expired", "refunded"];
        var orders = new List<(string Buyer, Answer Order)>();
        foreach (var buyer in buyers)
        {
            var token = await client.TokenAsync(buyer);
            var order = await client.BuyAsync(token, "kept");
            order.Status.ShouldBe(HttpStatusCode.Created);
            var opened = await client.SendAsync(HttpMethod.Post, $"/api/orders/{order.OrderId}/payment", null, token);
            var payment = (string)opened.Body!["paymentId"]!;
            if (buyer == "cancelled") await client.SendAsync(HttpMethod.Post, $"/api/orders/{order.OrderId}/cancel", null, token);
            if (buyer == "refunded") await AwaitAsync(client, token, order, "expired");
            if (buyer is "paid" or "refunded") await client.DeliverAsync(provider.Succeeded(order.OrderId!, payment, 9900));
            orders.Add((buyer, await AwaitAsync(client, token, order, buyer)));
        }

        return orders;
    }

    private static async Task ShouldKnowAsync(SaleClient client, List<(string Buyer, Answer Order)> orders)
    {
        foreach (var (buyer, order) in orders)
        {
            var read = await client.SendAsync(HttpMethod.Get, $"/api/orders/{order.OrderId}", null, await client.TokenAsync(buyer));
            read.Body!.ToJsonString().ShouldBe(order.Body!.ToJsonString());
        }
    }

    private static Task<Answer> AwaitAsync(SaleClient client, string token, Answer order, string status) => Eventually.GetAsync(
        () => client.SendAsync(HttpMethod.Get, $"/api/orders/{order.OrderId}", null, token),
        answer => (string?)answer.Body?["status"] == status);

    private static List<string> Dump(string database)
    {
        using var connection = DataFile.Open(database);
        var rows = new List<string>();
        foreach (var table in (string[])["items", "orders", "projection_offset"])
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of the tables above.
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1";
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var columns = Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}");
                rows.Add($"{table}: {string.Join('|', columns)}");
            }
        }

        return rows;
    }
}
