using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>Wins per second on an item that has sold a million units already, against a fresh one; and what the million takes in memory.</summary>
internal static class GrowthScenario
{
    private const int Connections = 256;
    private const int Earlier = 1_000_000;
    private const int StockMax = 100_000_000;

    /// <summary>The earlier orders are of as many buyers; some of these come back in every round, and buy once from the fresh item too.</summary>
    private const int LimitPerBuyer = 1_000;

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres);
        var ours = lineup.Product();
        var big = bench.NewItem("big");
        await ours.OfferAsync(big, StockMax, LimitPerBuyer);
        var (filled, before) = ((int)(Earlier * bench.Options.Scale), await MemoryOfAsync(ours));
        await FillAsync(bench, ours, big, filled);
        var after = await MemoryOfAsync(ours);

        var (fresh, grown, orders) = (new Series(), new Series(), (long)filled);
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            var small = bench.NewItem("small");
            await ours.OfferAsync(small, StockMax, LimitPerBuyer);
            var (onFresh, _) = await SellAsync(bench, ours, small, 0);
            (var onBig, orders) = await SellAsync(bench, ours, big, orders);
            if (round == 0) continue;
            fresh.Add(onFresh);
            grown.Add(onBig);
            bench.Results.Round("growth", "wins/s, fresh item", round, onFresh);
            bench.Results.Round("growth", "wins/s, big item", round, onBig);
        }

        var table = bench.Results.Table($"Wins per second on an item with {Text.Of(filled)} earlier orders, ours on PostgreSQL", "item", "wins/s, median (min to max)");
        table.Rows.Add(["fresh", Text.Of(fresh)]);
        table.Rows.Add([$"{Text.Of(filled)} earlier orders and more each round", Text.Of(grown)]);
        bench.Results.AtLeast($"wins/s with {Text.Of(filled)} earlier orders against none", grown.Median / fresh.Median, 0.9, "×");
        var memory = bench.Results.Table("Memory of the host", "when", "resident, MB", "GC heap after the last collection, MB");
        memory.Rows.Add(["before the sale", Text.Of(before.Resident), Text.Of(before.Heap)]);
        memory.Rows.Add([$"with {Text.Of(filled)} orders in one item, none paid yet", Text.Of(after.Resident), Text.Of(after.Heap)]);
    }

    /// <summary>Sells so many units of an item through the API.</summary>
    public static async Task FillAsync(Bench bench, Ours ours, string item, int orders)
    {
        var load = new SocketLoad(bench.Buyers, ours.Address, item) { Connections = Connections, RequestsMax = orders };
        var result = await load.RunAsync();
        await ours.SettleAsync();
        if (result.Created != orders) throw new InvalidOperationException($"{result.Created} of {orders} purchases have won.");
        await Invariant.HoldAsync(ours, [item], orders, cutOff: 0);
    }

    private static async Task<(double PerSecond, long Orders)> SellAsync(Bench bench, Ours ours, string item, long earlier)
    {
        var load = new Wrk(bench.Buyers, ours.Address, $"/api/items/{item}/orders") { BuyersUsed = bench.BuyersFor(ours.Name) };
        var result = await load.RunAsync(Connections, bench.Options.Seconds);
        if (result.Refused > 0) throw new InvalidOperationException($"'{item}': {result}");
        await ours.SettleAsync();
        var orders = await Invariant.HoldAsync(ours, [item], earlier + result.Accepted, Connections);
        return (result.Accepted / result.Seconds, orders!.Value);
    }

    private static async Task<(double Resident, double Heap)> MemoryOfAsync(Ours ours)
    {
        const double Megabyte = 1 << 20;
        var heap = (await ours.MetricsAsync()).SumOf("dotnet_gc_last_collection_heap_size_bytes");
        return (ProcessTree.ResidentBytesOf(ours.ServerId) / Megabyte, heap / Megabyte);
    }
}
