using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger;

/// <summary>
/// The single writer of one ledger, and what all of them do alike: recover in step with the journal, pass over a snapshot that the journal
/// does not continue, save snapshots in time, stop when idle or told to, and never go on after a failed write. What a writer decides is its
/// own.
/// </summary>
/// <typeparam name="TState">What the ledger's entries have made.</typeparam>
/// <typeparam name="TEntry">An entry.</typeparam>
public abstract class LedgerWriter<TState, TEntry> : ReceivePersistentActor, IWithTimers
    where TState : class, ILedgerState<TState, TEntry>
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private sealed record StopDue : INotInfluenceReceiveTimeout
    {
        public static StopDue Instance { get; } = new();
    }

    private readonly SnapshotTrust _trust;
    private readonly SnapshotPolicy _snapshots;

    /// <param name="journalId">The ledger's name in the journal.</param>
    /// <param name="empty">The state before the first entry.</param>
    /// <param name="snapshotEveryEntries">After how many entries a snapshot is due.</param>
    /// <param name="trust">Which snapshots the node's writers may start from.</param>
    private protected LedgerWriter(string journalId, TState empty, int snapshotEveryEntries, SnapshotTrust trust)
    {
        (PersistenceId, State, _trust) = (journalId, empty, trust);
        _snapshots = new SnapshotPolicy(snapshotEveryEntries);

        Recover<SnapshotOffer>(OnSnapshotOffered);
        Recover<TEntry>(OnReplayed);
        Recover<RecoveryCompleted>(_ => OnReplayEnded());

        Command<StopDue>(_ => Context.Stop(Self));
        Command<ReceiveTimeout>(_ => OnIdle());
        Command<SaveSnapshotSuccess>(OnSnapshotSaved);
        Command<SaveSnapshotFailure>(OnSnapshotFailed);
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => Log.Warning(failure.Cause, "Old snapshots of {0} stay for now", PersistenceId));
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public override Recovery Recovery => new(_trust.For(PersistenceId));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The committed state; there is no other.</summary>
    protected TState State { get; private set; }

    /// <summary>Whether it takes no commands any more, because it moves or has nothing to do.</summary>
    protected bool IsStopping { get; private set; }

    /// <summary>Whether a write is under way.</summary>
    protected abstract bool IsWriting { get; }

    /// <summary>How much there is to save: orders, people, buyers.</summary>
    protected abstract long Kept { get; }

    /// <summary>How much of that an entry changes.</summary>
    protected abstract long ChangesOf(TEntry entry);

    /// <summary>Whether a snapshot is this ledger's.</summary>
    protected abstract bool IsOwn(TState snapshot);

    /// <summary>Counts the writes that failed.</summary>
    protected virtual Counter<long> FailedWrites => EngineMetrics.PersistFailures;

    /// <summary>The journal has told everything.</summary>
    protected virtual void OnRecovered()
    {
    }

    /// <summary>Nothing came for a while.</summary>
    protected abstract void OnIdle();

    /// <summary>Takes a decided entry over that the journal has committed.</summary>
    protected void Commit(TState next)
    {
        State = next;
        EnsureInStep();
    }

    /// <summary>Counts a committed entry, and saves a snapshot when one is due.</summary>
    protected void SaveWhenDue(TEntry entry)
    {
        _snapshots.Committed(ChangesOf(entry));
        if (_snapshots.TakeDue(Kept)) SaveSnapshot(State);
    }

    /// <summary>Asks the shard for its end. The parent is the back-off supervisor, which forwards this to the shard as its own.</summary>
    protected static void Passivate(object stopMessage) => Context.Parent.Tell(new Passivate(stopMessage));

    /// <summary>Takes no more commands, and ends when nothing is being written, or after a while.</summary>
    protected void Stop()
    {
        IsStopping = true;
        Timers.StartSingleTimer(StopDue.Instance, StopDue.Instance, StopTimeout);
        StopWhenWritten();
    }

    /// <summary>Ends unless a write is under way. The next start is quick after a snapshot.</summary>
    protected void StopWhenWritten()
    {
        if (IsWriting) return;
        if (_snapshots.HasUnsaved) SaveSnapshot(State);
        else Context.Stop(Self);
    }

    private void OnSnapshotOffered(SnapshotOffer offer)
    {
        _snapshots.Restored(offer.Metadata.SequenceNr);
        if (offer.Snapshot is TState snapshot && IsOwn(snapshot)) State = snapshot;
        else DoubtSnapshot();
    }

    private void OnReplayed(TEntry entry)
    {
        try
        {
            State = State.Apply(entry);
        }
        catch
        {
            if (_snapshots.Newest == 0) EngineMetrics.InvariantFailures.Add(1);
            DoubtSnapshot();
            throw;
        }

        _snapshots.Committed(ChangesOf(entry));
    }

    private void OnReplayEnded()
    {
        if (State.Revision != LastSequenceNr) DoubtSnapshot();
        EnsureInStep();
        SetReceiveTimeout(IdleTimeout);
        OnRecovered();
    }

    /// <summary>
    /// The ledger does not continue the snapshot that recovery started from. The next attempt, after the back-off, uses an older snapshot,
    /// and finally none. A writer that fails even then has a broken ledger, and stays away.
    /// </summary>
    private void DoubtSnapshot()
    {
        if (_snapshots.Newest == 0) return;
        EngineMetrics.SnapshotsUnreadable.Add(1);
        _trust.Doubt(PersistenceId, _snapshots.Newest);
        Log.Error("The ledger of {0} does not continue its snapshot at {1}, which is passed over", PersistenceId, _snapshots.Newest);
    }

    /// <summary>If anything drops an entry on the way here (a journal plugin, above all), the writer must not go on.</summary>
    private void EnsureInStep()
    {
        if (State.Revision == LastSequenceNr) return;
        EngineMetrics.InvariantFailures.Add(1);
        throw new InvalidOperationException($"{PersistenceId} is at revision {State.Revision}, its journal at {LastSequenceNr}.");
    }

    private void OnSnapshotSaved(SaveSnapshotSuccess saved)
    {
        _trust.Restore(PersistenceId);
        if (_snapshots.Saved(saved.Metadata.SequenceNr) is { } obsolete) DeleteSnapshots(new SnapshotSelectionCriteria(obsolete));
        if (IsStopping && !IsWriting) Context.Stop(Self);
    }

    private void OnSnapshotFailed(SaveSnapshotFailure failure)
    {
        // A snapshot only saves time; the journal has everything.
        Log.Warning(failure.Cause, "No snapshot of {0} at {1}", PersistenceId, failure.Metadata.SequenceNr);
        if (IsStopping && !IsWriting) Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        EngineMetrics.RecoveryFailures.Add(1);
        base.OnRecoveryFailure(reason, message);
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        FailedWrites.Add(1);
        Log.Error(cause, "{0} could not write entry {1}; it restarts and tells its callers to repeat", PersistenceId, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default continues. After a decision that was never written, nothing later could be trusted.
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }
}
