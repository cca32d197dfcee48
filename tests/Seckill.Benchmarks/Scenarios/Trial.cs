using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>One load on one contender.</summary>
/// <param name="PerSecond">Answers per second of the kind that the scenario is about.</param>
/// <param name="Orders">Orders that the contender has written down; for the ceiling, which writes none, its answers.</param>
/// <param name="Expense">What it has cost.</param>
internal sealed record Trial(double PerSecond, long Orders, Expense Expense)
{
    /// <summary>
    /// Buyers buy as fast as they are answered, one unit each, spread over so many <paramref name="items"/>, and the books are compared
    /// with what they saw.
    /// </summary>
    public static async Task<Trial> WinsAsync(Bench bench, Lineup lineup, IContender contender, int connections, int items = 1)
    {
        var (name, seconds) = (bench.NewItem("hot"), bench.Options.Seconds);
        string[] ids = items == 1 ? [name] : [.. Enumerable.Range(1, items).Select(i => FormattableString.Invariant($"{name}-{i}"))];
        foreach (var id in ids) await contender.OfferAsync(id, Bench.RequestsPerSecondMax * seconds / items);

        var path = $"/api/items/{(items == 1 ? name : name + "-%d")}/orders";
        var load = new Wrk(bench.Buyers, contender.Address, path) { Items = items, BuyersUsed = bench.BuyersFor(seconds) };
        var (result, expense) = await RunAsync(contender, load, connections, seconds);
        if (result.Refused > 0) throw new InvalidOperationException($"{contender.Name} refused {result.Refused} of {result.Requests} purchases.");
        if (result.Requests > load.BuyersUsed) throw new InvalidOperationException("Buyers had to ask twice: there must be more of them.");
        var orders = await Invariant.HoldAsync(contender, ids, result.Accepted, connections) ?? result.Accepted;
        lineup.Sold(contender, orders);
        return new Trial(result.Accepted / result.Seconds, orders, expense);
    }

    /// <summary>Runs a load and accounts for it.</summary>
    public static Task<(WrkResult Result, Expense Expense)> RunAsync(IContender contender, Wrk load, int connections, int seconds) =>
        Expense.OfAsync(contender, async () =>
        {
            var result = await load.RunAsync(connections, seconds);
            return (result, result.CpuSeconds);
        });
}
