using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Buyers who hold the order ask again and again, and get the same order: duplicates per second. Spread over 10,000 buyers, because
/// each may ask only so often.
/// </summary>
internal static class RepeatsScenario
{
    private const string Item = "held";
    private const int Holders = 10_000;
    private const int Connections = 256;

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres, Ours.OnSqlite, Rival.Empty);
        var orders = new Dictionary<string, long>();
        foreach (var ours in lineup.Contenders.OfType<Ours>()) orders[ours.Name] = await SellAsync(bench, ours);
        var compared = await Rounds.CompareAsync(
            bench, lineup, "repeats", contender => MeasureAsync(bench, contender, orders.GetValueOrDefault(contender.Name)));
        Rounds.Tabulate(bench.Results, "Duplicate requests per second of buyers who hold the order, 256 connections", compared, Rival.Empty);
    }

    private static async Task<long> SellAsync(Bench bench, Ours ours)
    {
        // More units than holders are needed: the end of the load may cut the last of them off.
        await ours.OfferAsync(Item, Holders + Connections);
        var load = new SocketLoad(bench.Buyers, ours.Address, Item) { Connections = Connections, RequestsMax = Holders + Connections };
        var result = await load.RunAsync();
        return await Invariant.HoldAsync(ours, [Item], result.Created, cutOff: 0) ?? 0;
    }

    private static async Task<(double PerSecond, Expense Expense)> MeasureAsync(Bench bench, IContender contender, long orders)
    {
        var load = new Wrk(bench.Buyers, contender.Address, $"/api/items/{Item}/orders") { BuyersUsed = Holders };
        var (result, expense) = await Trial.RunAsync(contender, load, Connections, bench.Options.Seconds);
        if (result.Refused > 0) throw new InvalidOperationException($"{contender.Name}: {result}");
        if (contender is Ours) await Invariant.HoldAsync(contender, [Item], orders, cutOff: 0);
        return (result.Requests / result.Seconds, expense);
    }
}
