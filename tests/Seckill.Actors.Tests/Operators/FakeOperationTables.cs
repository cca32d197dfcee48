using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Seckill.Actors.Ledger;
using Seckill.Actors.Operators;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Tests.Operators;

/// <summary>The tables of the operations log and one item's ledger in memory, with outages that a test asks for.</summary>
internal sealed class FakeOperationTables : IOperationTables, ILedger
{
    private int _tries;

    public ConcurrentQueue<Operation> Attempts { get; } = new();

    public ConcurrentQueue<(DateTimeOffset Before, int KeepMax)> Forgotten { get; } = new();

    public ConcurrentQueue<Operation> Filled { get; } = new();

    public List<LedgerEntry> Ledger { get; } = [];

    /// <summary>How far the item's rows have come.</summary>
    public long Revision { get; set; }

    /// <summary>How far its operations have come.</summary>
    public long Reached { get; private set; }

    public volatile bool IsAway;

    /// <summary>An entry that cannot be read; 0 for none.</summary>
    public long Damaged { get; set; }

    /// <summary>How often somebody has tried to write attempts, or looked for incomplete items.</summary>
    public int Tries => Volatile.Read(ref _tries);

    public Task WriteAttemptsAsync(IReadOnlyCollection<Operation> attempts, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _tries);
        if (IsAway) throw Away();
        foreach (var attempt in attempts) Attempts.Enqueue(attempt);
        return Task.CompletedTask;
    }

    public Task<int> ForgetAttemptsAsync(DateTimeOffset before, int keepMax, CancellationToken cancellation)
    {
        Forgotten.Enqueue((before, keepMax));
        return Task.FromResult(0);
    }

    public Task<IReadOnlyList<KeyValuePair<ItemId, long>>> FindIncompleteAsync(int limit, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _tries);
        if (IsAway) throw Away();
        return Task.FromResult<IReadOnlyList<KeyValuePair<ItemId, long>>>(
            Reached < Revision ? [KeyValuePair.Create(Ledger[0].ItemId, Reached)] : []);
    }

    public Task<long> FillInAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        foreach (var entry in entries.Where(entry => entry.Revision == Reached + 1 && entry.Revision <= Revision))
        {
            foreach (var operation in LedgerOperations.Of(entry)) Filled.Enqueue(operation);
            Reached = entry.Revision;
        }

        return Task.FromResult(Reached);
    }

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(
        ItemId item, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var entry in Ledger.Where(entry => entry.Revision > afterRevision))
        {
            await Task.Yield();
            if (entry.Revision == Damaged) throw new LedgerContradictedException(item, "damaged, as the test asked");
            yield return entry;
        }
    }

    public Task<IReadOnlyList<Operation>> ListAsync(OperationFilter filter, OperationCursor? after, int limit, CancellationToken cancellation) => throw Unused();

    public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) => throw Unused();

    public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation) => throw Unused();

    private static IOException Away() => new("The database is away (as the test asked).");

    private static NotSupportedException Unused() => new("Nothing that these tables serve asks for this.");
}
