using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Serialization;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Testing;

/// <summary>
/// The in-memory journal with what it lacks of a real one (persistence id and sequence number are unique, and entries are stored as bytes),
/// and with faults that a test asks for by message. Faults of real databases are in the storage tests.
/// </summary>
public sealed class FaultyJournal : MemoryJournal
{
    public enum Fault
    {
        None,
        Fail,
        Reject,

        /// <summary>The write is on the disk, and the answer is lost.</summary>
        Mislead,

        /// <summary>Entries are stored as the previous version of the program does: without a hash.</summary>
        WriteUnhashed,

        /// <summary>Replays leave the newest entry out, and say that all is well.</summary>
        Forget,
    }

    /// <summary>The next writes end so.</summary>
    public sealed record Behave(Fault Fault);

    /// <summary>Writes wait until the gate opens.</summary>
    public sealed record Hold(Task Gate);

    /// <summary>Answered by the number of entries written since the start.</summary>
    public sealed record CountWrites;

    /// <summary>Answered by the rows written since the start, in order.</summary>
    public sealed record ReadRows;

    private readonly ItemSerializer _serializer = new((ExtendedActorSystem)Context.System);
    private readonly HashSet<(string Id, long Revision)> _written = [];
    private readonly List<LedgerRow> _rows = [];
    private Fault _fault;
    private Task _gate = Task.CompletedTask;

    protected override bool ReceivePluginInternal(object message)
    {
        switch (message)
        {
            case Behave behave:
                _fault = behave.Fault;
                Sender.Tell(behave);
                return true;
            case Hold hold:
                _gate = hold.Gate;
                Sender.Tell(hold);
                return true;
            case CountWrites:
                Sender.Tell(_written.Count);
                return true;
            case ReadRows:
                lock (_written) Sender.Tell(_rows.ToArray());
                return true;
            default:
                return base.ReceivePluginInternal(message);
        }
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        base.ReplayMessagesAsync(
            context, persistenceId, fromSequenceNr, _fault == Fault.Forget ? toSequenceNr - 1 : toSequenceNr, max, recoveryCallback);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        var fault = _fault;
        await _gate;
        if (fault == Fault.Fail) throw new IOException("The disk is on fire (as the test asked).");
        if (fault == Fault.Reject) return [.. writes.Select(_ => new ArgumentException("Not writable (as the test asked)."))];
        lock (_written)
        {
            foreach (var entry in writes.SelectMany(write => (IEnumerable<IPersistentRepresentation>)write.Payload))
            {
                if (!_written.Add((entry.PersistenceId, entry.SequenceNr)))
                    throw new InvalidOperationException($"{entry.PersistenceId} already has entry {entry.SequenceNr}.");
            }
        }

        var rejected = await base.WriteMessagesAsync(writes.Select(write => Store(write, fault)).ToArray(), cancellationToken);
        return fault == Fault.Mislead ? throw new IOException("The answer is lost (as the test asked).") : rejected;
    }

    /// <summary>The write as a replay reads it: serialized once, on the journal's thread, as the real journal does.</summary>
    private AtomicWrite Store(AtomicWrite write, Fault fault) =>
        new([.. ((IEnumerable<IPersistentRepresentation>)write.Payload).Select(entry => Store(entry, fault))]);

    private IPersistentRepresentation Store(IPersistentRepresentation entry, Fault fault)
    {
        if (entry.Payload is not BatchCommitted batch) return entry;
        var stored = fault == Fault.WriteUnhashed ? batch with { Link = null } : batch;
        var row = new LedgerRow(
            entry.SequenceNr, _serializer.ToBinary(stored), _serializer.Manifest(stored), _serializer.Identifier, IsDeleted: false);
        lock (_written) _rows.Add(row);
        return entry.WithPayload(_serializer.FromBinary(row.Message, row.Manifest!));
    }
}
