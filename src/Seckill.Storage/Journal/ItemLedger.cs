using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Journal;

/// <summary>
/// Reads items' ledgers from the journal, by persistence id: sequence numbers have no gaps, while the journal's own order has
/// (rolled-back writes). Entries are read as bytes, in small pages, and each becomes an object only when the reader takes it. The plugin's
/// own query makes objects of 500 entries at once: tens of thousands of orders, for which the sale had to wait, and which a reader who
/// pauses kept alive. The actor system is asked for late, because it is built after this.
/// </summary>
internal sealed class ItemLedger(IDatabase database, Func<ActorSystem> system) : ILedger
{
    /// <summary>Readers that may read a page at once; each takes a connection, and the writers need theirs.</summary>
    private const int ReadersMax = 4;

    private SemaphoreSlim Readers { get; } = new(ReadersMax);

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(
        ItemId item, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var serialization = system().Serialization;
        var (revision, limit) = (afterRevision, LedgerPage.FirstLimit);
        while (true)
        {
            var page = await ReadPageAsync(item, revision, limit, cancellation).ConfigureAwait(false);
            foreach (var row in page.Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                if (row.Number != ++revision)
                    throw new LedgerContradictedException(item, $"The ledger of {item} lacks entry {revision}; restore the journal from a backup.");
                yield return new LedgerEntry(item, revision, Read(serialization, item, row));
            }

            if (page.NextLimit is not { } next) yield break;
            limit = next;
        }
    }

    public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) =>
        JournalTables.ReadHeadsAsync(database, JournalTables.Journal, cancellation);

    public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation) =>
        JournalTables.ReadHeadAsync(database, ItemPersistence.IdOf(item), cancellation);

    private async Task<LedgerPage> ReadPageAsync(ItemId item, long after, int limit, CancellationToken cancellation)
    {
        await Readers.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await database.ReadAsync(
                session => LedgerPage.ReadAsync(session, ItemPersistence.IdOf(item), after, limit), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Readers.Release();
        }
    }

    private static BatchCommitted Read(Akka.Serialization.Serialization serialization, ItemId item, LedgerPage.Row row)
    {
        try
        {
            if (row.Read(serialization) is BatchCommitted batch) return batch;
        }
        catch (SerializationException error)
        {
            throw new LedgerContradictedException(item, $"Entry {row.Number} of the ledger of {item} cannot be read: {error.Message}", error);
        }

        throw new LedgerContradictedException(item, $"Entry {row.Number} of the ledger of {item} is not a {nameof(BatchCommitted)}.");
    }
}
