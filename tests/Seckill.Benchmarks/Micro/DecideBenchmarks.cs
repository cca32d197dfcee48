using BenchmarkDotNet.Attributes;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Benchmarks.Micro;

/// <summary>Deciding a batch of 200 commands, on an item without orders and on one with 100,000.</summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private ItemState _open = null!;
    private ItemState _soldOut = null!;
    private ICommand[] _newBuyers = null!;
    private ICommand[] _holders = null!;

    /// <summary>Orders that the item has already; at least a batch of holders is added for the repeats.</summary>
    [Params(0, 100_000)]
    public int Orders { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var sold = Orders + SampleItem.BatchSize;
        _open = SampleItem.Sell(SampleItem.Listed(limit: 1), sold);
        _soldOut = SampleItem.Sell(SampleItem.Listed(limit: 1, stock: sold), sold);
        _newBuyers = BatchFrom(sold + 1);
        _holders = BatchFrom(1);
    }

    [Benchmark(OperationsPerInvoke = SampleItem.BatchSize)]
    public Decision Win() => ItemDecider.Decide(_open, _newBuyers, SampleItem.Now);

    [Benchmark(OperationsPerInvoke = SampleItem.BatchSize)]
    public Decision Repeat() => ItemDecider.Decide(_open, _holders, SampleItem.Now);

    [Benchmark(OperationsPerInvoke = SampleItem.BatchSize)]
    public Decision Refuse() => ItemDecider.Decide(_soldOut, _newBuyers, SampleItem.Now);

    private static ICommand[] BatchFrom(int first) =>
        [.. Enumerable.Range(first, SampleItem.BatchSize).Select(i => new ReserveStock(SampleItem.BuyerOf(i), Quantity.One, Key: null))];
}
