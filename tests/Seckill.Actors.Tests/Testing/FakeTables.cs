using System.Collections.Concurrent;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Tests.Testing;

/// <summary>Tables and ledger in memory, with outages and delays that a test asks for. The real ones are in the storage tests.</summary>
public sealed class FakeTables : IReadModelReader, IReadModelWriter, ILedger
{
    private readonly ConcurrentDictionary<ItemId, ItemRow> _rows = new();
    private readonly ConcurrentDictionary<ItemId, long> _heads = new();
    private volatile Task _gate = Task.CompletedTask;
    private volatile bool _isAway;
    private int _looks;
    private int _sweeps;

    /// <summary>How often somebody has tried to read the rows.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>How often the ledger's heads were read.</summary>
    public int Sweeps => Volatile.Read(ref _sweeps);

    /// <summary>Whether the database refuses to answer.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>Writes a row, and the ledger that it comes from.</summary>
    public void Write(ItemStatus status, long refundsDue = 0)
    {
        _rows[status.Id] = new ItemRow(status, refundsDue);
        Commit(status.Id, status.Revision);
    }

    /// <summary>Writes only the ledger: the rows have not caught up.</summary>
    public void Commit(ItemId item, long revision) => _heads.AddOrUpdate(item, revision, (_, head) => Math.Max(head, revision));

    /// <summary>Readers of the rows wait until the returned source completes.</summary>
    public TaskCompletionSource Hold()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = gate.Task;
        return gate;
    }

    public async Task<IReadOnlyList<ItemRow>> ListItemsAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _looks);
        IReadOnlyList<ItemRow> rows = [.. _rows.Values];
        await _gate.WaitAsync(cancellation);
        return _isAway ? throw new IOException("The database is away (as the test asked).") : rows;
    }

    public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _sweeps);
        return Task.FromResult<IReadOnlyDictionary<ItemId, long>>(new Dictionary<ItemId, long>(_heads));
    }

    public Task<IReadOnlyDictionary<ItemId, long>> ReadOffsetsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<ItemId, long>>(_rows.ToDictionary(row => row.Key, row => row.Value.Status.Revision));

    public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation) => Task.FromResult(_heads.GetValueOrDefault(item));

    public IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, CancellationToken cancellation) => throw Unused();

    public Task<(Order? Order, long Revision)> FindOrderAsync(OrderId id, CancellationToken cancellation) => throw Unused();

    public Task<IReadOnlyList<Order>> ListOrdersAsync(BuyerId buyer, OrderCursor? after, int limit, CancellationToken cancellation) => throw Unused();

    public Task<IReadOnlyList<Order>> ListOrdersAsync(
        ItemId item, OrderFilter filter, OrderCursor? after, int limit, CancellationToken cancellation) => throw Unused();

    public Task<IReadOnlyList<Order>> ReadOrdersAsync(ItemId item, long after, long until, int limit, CancellationToken cancellation) =>
        throw Unused();

    public Task<TableHead?> FindHeadAsync(ItemId item, CancellationToken cancellation) => throw Unused();

    public Task<TableCounts?> CountAsync(ItemId item, CancellationToken cancellation) => throw Unused();

    public Task<IReadOnlyDictionary<ItemId, long>> WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) => throw Unused();

    public Task ClearAsync(CancellationToken cancellation) => throw Unused();

    public Task ClearAsync(ItemId item, CancellationToken cancellation) => throw Unused();

    private static NotSupportedException Unused() => new("No actor that these tables serve asks for this.");
}
