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
    /// <param name="bench">The run.</param>
    /// <param name="lineup">Where the contender belongs to.</param>
    /// <param name="contender">Who sells.</param>
    /// <param name="connections">Buyers at once.</param>
    /// <param name="items">Items that they buy.</param>
    /// <param name="around">What else goes on with the first item: it is given the load, and runs it.</param>
    public static async Task<Trial> WinsAsync(
        Bench bench, Lineup lineup, IContender contender, int connections, int items = 1, Func<string, Func<Task>, Task>? around = null)
    {
        var (name, buyers) = (bench.NewItem("hot"), bench.BuyersFor(contender.Name));
        string[] ids = items == 1 ? [name] : [.. Enumerable.Range(1, items).Select(i => FormattableString.Invariant($"{name}-{i}"))];
        foreach (var id in ids) await contender.OfferAsync(id, (buyers / items) + 1);
        var path = $"/api/items/{(items == 1 ? name : name + "-%d")}/orders";
        var load = new Wrk(bench.Buyers, contender.Address, path) { Items = items, BuyersUsed = buyers };
        return await SellAsync(bench, lineup, contender, ids, load, connections, around);
    }

    /// <summary>The same with items that are offered already, each with a unit for every buyer.</summary>
    public static async Task<Trial> SellAsync(
        Bench bench, Lineup lineup, IContender contender, string[] ids, Wrk load, int connections, Func<string, Func<Task>, Task>? around = null)
    {
        var (result, expense) = (default(WrkResult)!, default(Expense)!);
        if (around is null) await RunLoadAsync();
        else await around(ids[0], RunLoadAsync);
        if (result.Refused > 0) throw new InvalidOperationException($"{contender.Name} refused {result.Refused} of {result.Requests} purchases.");
        // A repeat is a 200, which wrk counts like a 201. Who keeps no books does not know repeats.
        if (contender.Name != Rival.Empty && result.Requests > load.BuyersUsed)
            throw new InvalidOperationException($"{contender.Name}: {load.BuyersUsed} buyers made {result.Requests} requests; there must be more buyers.");
        var orders = await Invariant.HoldAsync(contender, ids, result.Accepted, connections);
        lineup.Sold(contender, orders ?? 0);
        var perSecond = result.Accepted / result.Seconds;
        bench.Saw(contender.Name, perSecond);
        return new Trial(perSecond, orders ?? result.Accepted, expense);

        async Task RunLoadAsync() => (result, expense) = await RunAsync(contender, load, connections, bench.Options.Seconds);
    }

    /// <summary>Runs a load and accounts for it.</summary>
    public static Task<(WrkResult Result, Expense Expense)> RunAsync(IContender contender, Wrk load, int connections, int seconds) =>
        Expense.OfAsync(contender, async () =>
        {
            var result = await load.RunAsync(connections, seconds);
            return (result, result.CpuSeconds);
        });
}
