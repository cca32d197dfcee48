using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Seckill.Actors.Tests.Testing;

/// <summary>
/// The in-memory journal with the one guarantee of a real one that it lacks (persistence id and sequence number are unique), and
/// with faults that a test asks for by message. Faults of real databases are in the storage tests.
/// </summary>
public sealed class FaultyJournal : MemoryJournal
{
    public enum Fault
    {
        None,
        Fail,
        Reject,

        /// <summary>Replays leave the newest entry out, and say that all is well.</summary>
        Forget,
    }

    /// <summary>The next writes end so.</summary>
    public sealed record Behave(Fault Fault);

    /// <summary>Writes wait until the gate opens.</summary>
    public sealed record Hold(Task Gate);

    /// <summary>Answered by the number of entries written since the start.</summary>
    public sealed record CountWrites;

    private readonly HashSet<(string Id, long Revision)> _written = [];
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

        return await base.WriteMessagesAsync(writes, cancellationToken);
    }
}
