using System.Data.Common;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>
/// Writes entries of many items together: while the allowed number of writes is under way, entries gather, and the next write takes
/// them all, up to a limit. What is answered is on the disk.
/// </summary>
/// <remarks>Each item has one write under way, so what gathers is bounded by the number of items.</remarks>
/// <param name="ledger">The journal's database, which the writer closes. Its own bounds end statements that hang.</param>
/// <param name="writersMax">Writes that may be under way at once.</param>
internal sealed class JournalWriter(IDatabase ledger, int writersMax)
{
    /// <summary>Entries in one write. Bounds what one failure takes with it, and the memory on both sides.</summary>
    private const int EntriesMax = 500;

    private sealed record Pending(IReadOnlyList<JournalEntry> Entries, CancellationToken Cancellation)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends it, if nobody waits for it any more.</summary>
        public bool TryGiveUp() => Cancellation.IsCancellationRequested && Written.TrySetCanceled(Cancellation);
    }

    private readonly Lock _gate = new();
    private readonly Queue<Pending> _waiting = new();
    private int _writers;
    private bool _isClosed;

    /// <summary>Completes when the entries, all of them, are on the disk; fails when they are not, or when nobody can know.</summary>
    /// <param name="entries">At least one; they are written all or none.</param>
    /// <param name="cancellation">Gives up while they still wait.</param>
    public Task WriteAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var pending = new Pending(entries, cancellation);
        bool start;
        lock (_gate)
        {
            _waiting.Enqueue(pending);
            start = _writers < writersMax;
            if (start) _writers++;
        }

        if (start) _ = PumpAsync();
        return pending.Written.Task;
    }

    /// <summary>Closes the ledger as soon as nothing is under way or waits. No more may be written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_writers == 0) ledger.Dispose();
        }
    }

    /// <summary>Writes until nothing waits. Cannot throw: whatever happens becomes the writes' outcome.</summary>
    private async Task PumpAsync()
    {
        // The caller is the journal's actor, which has more to take in.
        await Task.Yield();
        while (NextBatch() is { Count: > 0 } batch)
        {
            try
            {
                await InsertAsync(batch).ConfigureAwait(false);
            }
            catch (DbException) when (batch.Count > 1)
            {
                // Somebody's entry was refused, such as that of an item that lives elsewhere by now. The others shall not suffer for it.
                await InsertOneByOneAsync(batch).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Each item is told and decides what follows.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Fail(batch, error);
            }
        }
    }

    /// <summary>What waits, up to the limit. Ends the pump when nothing is left.</summary>
    private List<Pending> NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<Pending>(_waiting.Count);
            var entries = 0;
            while (_waiting.TryPeek(out var pending) && (entries == 0 || entries + pending.Entries.Count <= EntriesMax))
            {
                _waiting.Dequeue();
                if (pending.TryGiveUp()) continue;
                entries += pending.Entries.Count;
                batch.Add(pending);
            }

            if (batch.Count == 0 && --_writers == 0 && _isClosed) ledger.Dispose();
            return batch;
        }
    }

    /// <summary>An outage on the way ends it for all that are left: each alone would wait for it again, and everybody else for them.</summary>
    private async Task InsertOneByOneAsync(List<Pending> batch)
    {
        for (var next = 0; next < batch.Count; next++)
        {
            if (batch[next].TryGiveUp()) continue;
            try
            {
                await InsertAsync(batch[next..(next + 1)]).ConfigureAwait(false);
            }
            catch (DbException refused)
            {
                Fail(batch[next..(next + 1)], refused);
            }
#pragma warning disable CA1031 // Each item is told and decides what follows.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Fail(batch[next..], error);
                return;
            }
        }
    }

    private static void Fail(List<Pending> batch, Exception error)
    {
        foreach (var pending in batch) pending.Written.TrySetException(error);
    }

    private async Task InsertAsync(List<Pending> batch)
    {
        JournalEntry[] entries = [.. batch.SelectMany(pending => pending.Entries)];
        await ledger.InsertAsync(JournalEntries.Table, entries, CancellationToken.None).ConfigureAwait(false);
        foreach (var pending in batch) pending.Written.TrySetResult();
    }
}
