using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Seckill.Actors.Items;
using Seckill.Actors.Projections;
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
        await foreach (var read in source.RunAsAsyncEnumerable(actors.Materializer()).WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (read.SequenceNr != ++revision)
                throw new InvalidOperationException($"The ledger of {item} lacks entry {revision}; restore the journal from a backup.");
            yield return new LedgerEntry(item, revision, (BatchCommitted)read.Event);
        }
    }

    public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) =>
        JournalSchema.ReadHeadsAsync(database, JournalSchema.Journal, cancellation);

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
