using System.Diagnostics;
using System.Net;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;
using Seckill.Testing;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// A host is killed in the middle of a sale and started: how long until it is ready, and until an item has sold again. Its store has one item
/// with up to 1,000,000 orders, or a hundred with 1,000 each. The host is the published one if there is one: it is what people run, and it
/// starts faster.
/// </summary>
internal static class RecoveryScenario
{
    private const int LimitPerBuyer = 1_000;
    private const int StockMax = 100_000_000;

    private static readonly Store Ready = new(Items: 100, Orders: 100_000);
    private static readonly Store Largest = new(Items: 1, Orders: 1_000_000);
    private static readonly Store[] Stores = [new(Items: 1, Orders: 10_000), new(Items: 1, Orders: 100_000), Ready, Largest];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task RunAsync(Bench bench)
    {
        var program = bench.Options.Published is null ? "built" : "published";
        var table = bench.Results.Table(
            $"From kill -9 and start, ours on PostgreSQL, {program}, seconds", "items", "orders of all", "ready after, median (min to max)", "first sale after");
        foreach (var store in Stores)
        {
            var scaled = store with { Orders = (int)(store.Orders * bench.Options.Scale) };
            await using var ours = new Ours(isPostgres: true, bench.Options.Published);
            await ours.StartAsync();
            var (ready, first) = await RecoverAsync(bench, ours, scaled);
            table.Rows.Add([Text.Of(scaled.Items), Text.Of(scaled.Orders), Text.Of(ready), Text.Of(first)]);
            if (store == Ready) bench.Results.AtMost($"from start to ready, {program}, {scaled}", ready.Median, 2, "s");
            if (store == Largest) bench.Results.AtMost($"from start to first sale, {program}, {scaled}", first.Median, 5, "s");
        }
    }

    private static async Task<(Series Ready, Series First)> RecoverAsync(Bench bench, Ours ours, Store store)
    {
        string[] items = [.. Enumerable.Range(0, store.Items).Select(number => FormattableString.Invariant($"item-{number}"))];
        foreach (var item in items)
        {
            await ours.OfferAsync(item, StockMax, LimitPerBuyer);
            await GrowthScenario.FillAsync(bench, ours, item, store.Orders / store.Items);
        }

        var (ready, first) = (new Series(), new Series());
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await ours.Host.KillAsync();
            var began = Stopwatch.GetTimestamp();
            await ours.Host.StartReadyAsync(Patience);
            var isReady = Stopwatch.GetElapsedTime(began).TotalSeconds;
            using var shopper = new SaleClient(ours.Address, timeout: Patience);
            while ((await shopper.BuyAsync(bench.Buyers.TokenOf(round), items[0])).Status != HttpStatusCode.Created)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException($"'{items[0]}' does not sell again.");
            }

            var hasSold = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (round == 0) continue;
            ready.Add(isReady);
            first.Add(hasSold);
            bench.Results.Round("recovery", $"{store}, ready after s", round, isReady);
            bench.Results.Round("recovery", $"{store}, first sale after s", round, hasSold);
        }

        ours.Connect();
        await Invariant.HoldAsync(ours, items, store.Orders + bench.Options.Rounds + 1, cutOff: 0);
        return (ready, first);
    }

    private sealed record Store(int Items, int Orders)
    {
        public override string ToString() => $"{Text.Of(Items)} {(Items == 1 ? "item" : "items")} with {Text.Of(Orders)} orders";
    }
}
