using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>
/// Reads what an actor recovers from, by SQL of our own, like everything else that reads the journal. The plugin translates each query from
/// an expression tree, and a node that comes back in the middle of a sale would spend a second on compiling that.
/// </summary>
/// <param name="ledger">The journal's database, which the reader closes.</param>
/// <param name="serialization">Turns bytes into events.</param>
internal sealed class JournalReader(IDatabase ledger, Serialization serialization)
{
    private volatile bool _isClosed;

    /// <summary>The number of an actor's newest entry; 0 if it has none.</summary>
    public Task<long> ReadHeadAsync(string persistenceId, CancellationToken cancellation) =>
        JournalTables.ReadHeadAsync(ledger, persistenceId, cancellation);

    /// <summary>Hands over an actor's entries in their order, from one number to another, both included, and so many at most.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">An entry cannot be read; those before it were handed over.</exception>
    /// <exception cref="OperationCanceledException">The reader was closed meanwhile.</exception>
    public async Task ReplayAsync(string persistenceId, long from, long to, long max, Action<IPersistentRepresentation> take)
    {
        var (after, limit, left) = (from - 1, LedgerPage.FirstLimit, max);
        while (after < to && left > 0)
        {
            EndIfClosed();
            var page = await ledger.ReadAsync(
                session => LedgerPage.ReadAsync(session, persistenceId, after, limit), CancellationToken.None).ConfigureAwait(false);
            foreach (var row in page.Rows)
            {
                if (row.Number > to || left-- == 0) return;
                EndIfClosed();
                take(new Persistent(row.Read(serialization), row.Number, persistenceId, row.Manifest ?? "", isDeleted: false, ActorRefs.NoSender));
                after = row.Number;
            }

            if (page.NextLimit is not { } next) return;
            limit = next;
        }
    }

    /// <summary>Closes the database. Replays that are under way end with their next entry.</summary>
    public void Close()
    {
        _isClosed = true;
        ledger.Dispose();
    }

    private void EndIfClosed()
    {
        if (_isClosed) throw new OperationCanceledException("The journal has stopped.");
    }
}
