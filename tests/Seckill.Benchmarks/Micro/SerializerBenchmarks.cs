using Akka.Actor;
using BenchmarkDotNet.Attributes;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Benchmarks.Micro;

/// <summary>Writing and reading what the journal and the snapshots hold: an entry of 200 reservations, an item with 100,000 orders.</summary>
[MemoryDiagnoser]
public class SerializerBenchmarks
{
    private const int SnapshotOrders = 100_000;

    private readonly BatchCommitted _batch = SampleItem.Reserved(1, SampleItem.BatchSize);
    private Func<Task> _end = null!;
    private ItemSerializer _serializer = null!;
    private ItemState _state = null!;
    private byte[] _batchBytes = null!;
    private byte[] _stateBytes = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var system = ActorSystem.Create("micro");
        _end = system.Terminate;
        _serializer = new ItemSerializer((ExtendedActorSystem)system);
        _state = SampleItem.Sell(SampleItem.Listed(limit: 1), SnapshotOrders);
        _batchBytes = _serializer.ToBinary(_batch);
        _stateBytes = _serializer.ToBinary(_state);
    }

    [GlobalCleanup]
    public Task EndAsync() => _end();

    [Benchmark]
    public byte[] WriteBatch() => _serializer.ToBinary(_batch);

    [Benchmark]
    public object ReadBatch() => _serializer.FromBinary(_batchBytes, _serializer.Manifest(_batch));

    [Benchmark]
    public byte[] WriteSnapshot() => _serializer.ToBinary(_state);

    [Benchmark]
    public object ReadSnapshot() => _serializer.FromBinary(_stateBytes, _serializer.Manifest(_state));
}
