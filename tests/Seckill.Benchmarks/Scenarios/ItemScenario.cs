using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>How often an item can be read: <c>GET /api/items/{id}</c>.</summary>
internal static class ItemScenario
{
    private const string Item = "shown";
    private const int Connections = 256;

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres, Ours.OnSqlite, Rival.Empty);
        foreach (var contender in lineup.Contenders) await contender.OfferAsync(Item, stock: 500);
        var compared = await Rounds.CompareAsync(bench, lineup, "item", contender => MeasureAsync(bench, contender));
        Rounds.Tabulate(bench.Results, "Readings of an item per second, 256 connections", compared, Rival.Empty);
    }

    private static async Task<(double PerSecond, Expense Expense)> MeasureAsync(Bench bench, IContender contender)
    {
        var load = new Wrk(bench.Buyers, contender.Address, $"/api/items/{Item}") { Method = "GET", BuyersUsed = 1_000 };
        var (result, expense) = await Trial.RunAsync(contender, load, Connections, bench.Options.Seconds);
        if (result.Refused > 0) throw new InvalidOperationException($"{contender.Name}: {result}");
        await Invariant.HoldAsync(contender, contender is Ours ? [Item] : [], wins: 0, cutOff: 0);
        return (result.Requests / result.Seconds, expense);
    }
}
