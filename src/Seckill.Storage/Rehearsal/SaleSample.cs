using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Storage.Journal;

namespace Seckill.Storage.Rehearsal;

/// <summary>The beginning of a sale: its first ledger entries, and the rows that the journal makes of them.</summary>
public sealed class SaleSample
{
    /// <summary>Enough for every statement of a sale to have rows. More would only leave more dead ones.</summary>
    private const int EntriesMax = 5;

    private SaleSample(IReadOnlyList<LedgerEntry> entries, IReadOnlyList<JournalEntry> rows) => (Entries, Rows) = (entries, rows);

    internal IReadOnlyList<LedgerEntry> Entries { get; }

    internal IReadOnlyList<JournalEntry> Rows { get; }

    /// <summary>Reads it from a ledger that has the sale.</summary>
    public static async Task<SaleSample> ReadAsync(ILedger ledger, ItemId item, ActorSystem system, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(system);
        var entries = new List<LedgerEntry>(EntriesMax);
        await foreach (var entry in ledger.ReadAsync(item, afterRevision: 0, cancellation).ConfigureAwait(false))
        {
            entries.Add(entry);
            if (entries.Count == EntriesMax) break;
        }

        return new SaleSample(entries, entries.ConvertAll(entry => RowOf(entry, system)));
    }

    private static JournalEntry RowOf(LedgerEntry entry, ActorSystem system) => JournalEntry.Of(
        ItemPersistence.IdOf(entry.ItemId), entry.Revision, system.Scheduler.Now.UtcTicks, entry.Batch, system.Serialization, nameof(Rehearsal));
}
