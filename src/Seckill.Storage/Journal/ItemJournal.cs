using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using Akka.Serialization;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>Hands the journal its database.</summary>
internal sealed class ItemJournalSetup(Func<IDatabase> openLedger, int writersMax) : Setup
{
    /// <summary>Opens the ledger for one incarnation of the journal, which closes it.</summary>
    public Func<IDatabase> OpenLedger { get; } = openLedger;

    /// <summary>Writes that it may have under way at once.</summary>
    public int WritersMax { get; } = writersMax;
}

/// <summary>
/// The SQL plugin's journal with a writer and a reader of our own. What waits is written together, entries of many items side by side, by a
/// prepared statement. The plugin builds the text of every statement anew; on SQLite, with a hundred items on sale, the inserts took two
/// thirds of the rate (<see cref="JournalReader"/> says what the queries took). The table and the rest are the plugin's.
/// </summary>
public sealed class ItemJournal : SqlWriteJournal
{
    private readonly ConcurrentDictionary<string, Task> _underWay = new();
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly Serialization _serialization = Context.System.Serialization;
    private readonly ITimeProvider _clock = Context.System.Scheduler;
    private readonly JournalWriter _writer;
    private readonly JournalReader _reader;

    /// <summary>Made by the persistence extension.</summary>
    public ItemJournal(Config config)
        : base(config)
    {
        var setup = Context.System.Settings.Setup.Get<ItemJournalSetup>().Value;
        _writer = new JournalWriter(setup.OpenLedger(), setup.WritersMax);
        _reader = new JournalReader(setup.OpenLedger(), _serialization);
    }

    /// <inheritdoc/>
    /// <remarks>An item that restarts may ask while its last write is still under way; it must not get a number that this one takes.</remarks>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        if (_underWay.TryGetValue(persistenceId, out var write)) await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await _reader.ReadHeadAsync(persistenceId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        _reader.ReplayAsync(persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _writer.Close();
        _reader.Close();
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        JournalEntry[] entries =
            [.. messages.SelectMany(message => (IImmutableList<IPersistentRepresentation>)message.Payload).Select(EntryOf)];
        var write = _writer.WriteAsync(entries, cancellationToken);
        Remember(entries[0].PersistenceId, write);
        await write.WaitAsync(cancellationToken).ConfigureAwait(false);
        // By contract: nothing was rejected. What cannot be written is a failure.
        return null!;
    }

    private void Remember(string persistenceId, Task write)
    {
        _underWay[persistenceId] = write;
        write.ContinueWith(
            _ => _underWay.TryRemove(KeyValuePair.Create(persistenceId, write)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private JournalEntry EntryOf(IPersistentRepresentation item)
    {
        var ticks = item.Timestamp == 0 ? _clock.Now.UtcTicks : item.Timestamp;
        return JournalEntry.Of(item.PersistenceId, item.SequenceNr, ticks, item.Payload, _serialization, _name);
    }
}
