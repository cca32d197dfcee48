using BenchmarkDotNet.Attributes;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Benchmarks.Micro;

/// <summary>Applying an entry of 200 reservations, as recovery does; per reservation.</summary>
[MemoryDiagnoser]
public class ApplyBenchmarks
{
    private ItemState _state = null!;
    private BatchCommitted _batch = null!;

    [Params(0, 100_000)]
    public int Orders { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _state = SampleItem.Sell(SampleItem.Listed(limit: 1), Orders);
        _batch = SampleItem.Reserved(Orders + 1, SampleItem.BatchSize);
    }

    [Benchmark(OperationsPerInvoke = SampleItem.BatchSize)]
    public ItemState Apply() => _state.Apply(_batch);
}
