using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Journal;

/// <summary>
/// Reads items' ledgers from the journal, by persistence id: sequence numbers have no gaps, while the journal's own order has
/// (rolled-back writes). The actor system is asked for late, because it is built after this.
/// </summary>
internal sealed class ItemLedger(IDatabase database, Func<ActorSystem> system) : ILedger
{
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(
        ItemId item, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var actors = system();
        var source = PersistenceQuery.Get(actors)
            .ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier)
            .CurrentEventsByPersistenceId(ItemPersistence.IdOf(item), afterRevision + 1, long.MaxValue);
        var revision = afterRevision;
        var entries = source.RunAsAsyncEnumerable(actors.Materializer()).GetAsyncEnumerator(cancellation);
        await using (entries.ConfigureAwait(false))
        {
            while (await MoveAsync(entries, item, revision + 1).ConfigureAwait(false))
            {
                if (entries.Current.SequenceNr != ++revision)
                    throw new LedgerContradictedException(item, $"The ledger of {item} lacks entry {revision}; restore the journal from a backup.");
                if (entries.Current.Event is not BatchCommitted batch)
                    throw new LedgerContradictedException(item, $"Entry {revision} of the ledger of {item} is not a {nameof(BatchCommitted)}.");
                yield return new LedgerEntry(item, revision, batch);
            }
        }
    }

    /// <summary>Moves to the next entry, and tells an outage of the database from an entry that cannot be read.</summary>
    private async Task<bool> MoveAsync(IAsyncEnumerator<EventEnvelope> entries, ItemId item, long next)
    {
        try
        {
            return await entries.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (Outage.Find(database, error) is { } outage)
        {
            throw outage;
        }
        catch (SerializationException error)
        {
            // Entries are read in pages, so it may be a later one.
            throw new LedgerContradictedException(
                item, $"The ledger of {item} cannot be read from entry {next} or a little later on: {error.Message}", error);
        }
    }

    public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) =>
        JournalTables.ReadHeadsAsync(database, JournalTables.Journal, cancellation);

    public async Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation)
    {
        var head = await database.ReadAsync(
            session => session.QueryAsync(
                "SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = @name",
                row => row.GetInt64(0),
                new { name = ItemPersistence.IdOf(item) }),
            cancellation).ConfigureAwait(false);
        return head[0];
    }
}
