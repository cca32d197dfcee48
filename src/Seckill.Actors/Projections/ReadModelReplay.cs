using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>Reads an item's ledger from an offset on, and writes it in batches.</summary>
public static class ReadModelReplay
{
    /// <summary>Replays one item up to the current end of its ledger. Returns the number of entries written.</summary>
    public static async Task<long> RunAsync(
        ILedger ledger, ItemId item, long offset, int batchMax, Func<IReadOnlyList<LedgerEntry>, Task> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(write);
        var entries = 0L;
        var batch = new List<LedgerEntry>(batchMax);
        await foreach (var entry in ledger.ReadAsync(item, offset, cancellation).ConfigureAwait(false))
        {
            batch.Add(entry);
            if (batch.Count < batchMax) continue;
            await write(batch).ConfigureAwait(false);
            entries += batch.Count;
            batch.Clear();
        }

        if (batch.Count > 0) await write(batch).ConfigureAwait(false);
        return entries + batch.Count;
    }
}
