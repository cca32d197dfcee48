using System.Diagnostics;
using System.Net;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;
using Seckill.Testing;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// A host whose one item has sold 10,000, 100,000 or 1,000,000 units is killed and started: how long until it is ready, and until the
/// item has sold again.
/// </summary>
internal static class RecoveryScenario
{
    private const int LimitPerBuyer = 1_000;
    private const int StockMax = 100_000_000;

    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task RunAsync(Bench bench)
    {
        var table = bench.Results.Table(
            "From kill -9 and start, ours on PostgreSQL, seconds", "orders of the item", "ready after, median (min to max)", "the item's first sale after");
        foreach (var size in Sizes)
        {
            var orders = (int)(size * bench.Options.Scale);
            await using var ours = new Ours(isPostgres: true);
            await ours.StartAsync();
            var (ready, first) = await RecoverAsync(bench, ours, orders);
            table.Rows.Add([Text.Of(orders), Text.Of(ready), Text.Of(first)]);
            if (size == Sizes[^1]) bench.Results.AtMost($"recovery of {Text.Of(orders)} orders, from start to first sale", first.Median, 5, "s");
        }
    }

    private static async Task<(Series Ready, Series First)> RecoverAsync(Bench bench, Ours ours, int orders)
    {
        const string Item = "big";
        await ours.OfferAsync(Item, StockMax, LimitPerBuyer);
        await GrowthScenario.FillAsync(bench, ours, Item, orders);
        var (ready, first) = (new Series(), new Series());
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await ours.Host.KillAsync();
            var began = Stopwatch.GetTimestamp();
            await ours.Host.StartReadyAsync(Patience);
            var isReady = Stopwatch.GetElapsedTime(began).TotalSeconds;
            using var shopper = new SaleClient(ours.Address, timeout: Patience);
            while ((await shopper.BuyAsync(bench.Buyers.TokenOf(round), Item)).Status != HttpStatusCode.Created)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException($"'{Item}' does not sell again.");
            }

            var hasSold = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (round == 0) continue;
            ready.Add(isReady);
            first.Add(hasSold);
            bench.Results.Round("recovery", FormattableString.Invariant($"{orders} orders, ready after s"), round, isReady);
            bench.Results.Round("recovery", FormattableString.Invariant($"{orders} orders, first sale after s"), round, hasSold);
        }

        ours.Connect();
        await Invariant.HoldAsync(ours, [Item], orders + bench.Options.Rounds + 1, cutOff: 0);
        return (ready, first);
    }
}
