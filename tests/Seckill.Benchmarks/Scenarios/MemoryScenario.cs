using System.Runtime.CompilerServices;
using Seckill.Benchmarks.Micro;
using Seckill.Benchmarks.Report;
using Seckill.Domain.Items;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>What a settled order takes on the heap: a million paid orders of distinct buyers with ids of 10 characters, in this process.</summary>
internal static class MemoryScenario
{
    private const int Orders = 1_000_000;

    public static Task RunAsync(Bench bench)
    {
        var orders = (int)(Orders * bench.Options.Scale);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var state = Build(orders);
        var full = GC.GetTotalMemory(forceFullCollection: true);
        if (state.Stock.Sold != orders) throw new InvalidOperationException("Not every order is settled.");
        GC.KeepAlive(state);

        var bytes = (double)(full - empty) / orders;
        var table = bench.Results.Table("Memory of settled orders in one item", "orders", "GC heap, MB", "bytes per order");
        table.Rows.Add([Text.Of(orders), Text.Of((full - empty) / (double)(1 << 20)), Text.Of(bytes)]);
        bench.Results.AtMost("memory per settled order, 10-character buyers", bytes, 200, "bytes");
        return Task.CompletedTask;
    }

    /// <summary>Apart, so that nothing of the making is alive when the result is weighed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ItemState Build(int orders) => SampleItem.Pay(SampleItem.Sell(SampleItem.Listed(limit: 1), orders), orders);
}
