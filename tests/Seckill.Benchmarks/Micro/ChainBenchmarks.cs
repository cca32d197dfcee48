using BenchmarkDotNet.Attributes;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Benchmarks.Micro;

/// <summary>
/// What the hash chain adds to a purchase: deciding a batch, on the item's thread, and serializing its entry, on the journal's, with the
/// hash and without. A new link for each run, because a link computes its hash once.
/// </summary>
[MemoryDiagnoser]
public class ChainBenchmarks
{
    private static readonly ItemId Item = ItemId.Parse("phone-x");

    private readonly ItemSerializer _serializer = new(null!);
    private readonly LedgerHash _previous = LedgerHash.Of(null, Item, 1, []);
    private BatchCommitted _batch = null!;

    [Params(1, 16, 128)]
    public int Purchases { get; set; }

    [GlobalSetup]
    public void SetUp() => _batch = SampleItem.Reserved(1, Purchases);

    [Benchmark(Baseline = true)]
    public byte[] Plain() => _serializer.ToBinary(new BatchCommitted(_batch.At, _batch.Events));

    [Benchmark]
    public byte[] Chained() =>
        _serializer.ToBinary(new BatchCommitted(_batch.At, _batch.Events) { Link = ChainLink.Next(Item, 2, _previous) });

    /// <summary>The item's part alone.</summary>
    [Benchmark]
    public ChainLink Link() => ChainLink.Next(Item, 2, _previous);
}
