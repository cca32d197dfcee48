using System.Text.Json.Nodes;

namespace Seckill.Benchmarks;

/// <summary>
/// Winning purchases per second on one hot item beside the emptiest endpoint of the same host (GET /api/time), in alternating rounds; the ratio of
/// the medians is the figure to quote.
/// </summary>
internal static class ThroughputScenario
{
    private const int Rounds = 5;
    private const int Buyers = 100_000;
    private const int Seconds = 5;
    private const int Stock = 1_000_000;

    public static async Task RunAsync()
    {
        var (host, client, operatorToken) = await Bench.StartAsync();
        await using var _ = host;
        using var __ = client;
        // Whoever wins again and again needs room below the limit; every request is a new order.
        var tokens = await client.TokensAsync(Buyers, "u");
        await client.ListAsync(operatorToken, "warm", Stock, limit: 1_000_000);
        await new Wrk(host.Address, "/api/items/warm/orders", tokens).RunAsync(256, Seconds);

        List<double> wins = [], empty = [];
        for (var round = 1; round <= Rounds; round++)
        {
            var item = $"hot-{round}";
            await client.ListAsync(operatorToken, item, Stock, limit: 1_000_000);
            var sale = await new Wrk(host.Address, $"/api/items/{item}/orders", tokens).RunAsync(256, Seconds);
            var orders = await OrdersAsync(client, operatorToken, item);
            await Bench.VerifyAsync(client, operatorToken, item, orders);
            wins.Add(orders / sale.Seconds);
            var ceiling = await new Wrk(host.Address, "/api/time", tokens, "GET").RunAsync(256, Seconds);
            empty.Add(ceiling.Requests / ceiling.Seconds);
            Bench.Report($"round {round}: wins/s; GET /api/time/s", $"{wins[^1]:F0}; {empty[^1]:F0}; ratio {wins[^1] / empty[^1]:F2}");
        }

        Bench.Report("median wins/s; GET /api/time/s; ratio", $"{Median(wins):F0}; {Median(empty):F0}; {Median(wins) / Median(empty):F2}");
    }

    private static async Task<long> OrdersAsync(Testing.SaleClient client, string operatorToken, string item)
    {
        JsonNode audit = await client.AuditAsync(operatorToken, item);
        return Bench.Number(audit["ledger"]!, "orders");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
