using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <content>How an item starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class ItemActor
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    /// <summary>If anything drops an entry on the way here (a journal plugin, above all), the item must not sell.</summary>
    private void EnsureInStep()
    {
        if (_state.Revision == LastSequenceNr) return;
        EngineMetrics.InvariantFailures.Add(1);
        throw new InvalidOperationException($"{PersistenceId} is at revision {_state.Revision}, its journal at {LastSequenceNr}.");
    }

    private void OnSnapshotOffered(SnapshotOffer offer)
    {
        _snapshots.Restored(offer.Metadata.SequenceNr);
        _state = (ItemState)offer.Snapshot;
    }

    private void OnReplayed(BatchCommitted batch)
    {
        try
        {
            _state = _state.Apply(batch);
        }
        catch
        {
            if (_snapshots.Newest == 0) EngineMetrics.InvariantFailures.Add(1);
            DoubtSnapshot();
            throw;
        }

        _snapshots.Committed(batch);
    }

    /// <summary>
    /// The ledger does not continue the snapshot that recovery started from. The next attempt, after the back-off, uses an older snapshot,
    /// and finally none. An item that fails even then has a broken ledger, and stays away.
    /// </summary>
    private void DoubtSnapshot()
    {
        if (_snapshots.Newest == 0) return;
        EngineMetrics.SnapshotsUnreadable.Add(1);
        _environment.Snapshots.Doubt(PersistenceId, _snapshots.Newest);
        _log.Error("The ledger of {0} does not continue its snapshot at {1}, which is passed over", PersistenceId, _snapshots.Newest);
    }

    private void OnRecovered()
    {
        if (_state.Revision != LastSequenceNr) DoubtSnapshot();
        EnsureInStep();
        SetReceiveTimeout(IdleTimeout);
        if (!_state.IsListed) return;
        EngineMetrics.Recoveries.Add(1);
        EngineMetrics.RecoveryDuration.Record(_environment.Time.GetElapsedTime(_startedAt).TotalSeconds);
        _place.Show(_state);
        _environment.Projection.Recovered(_state.Id, _state.Revision);
        _publisher.Publish(_state.Status!);
        Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
        OweRefunds();
        WakeRoom();
        ArmDeadline();
    }

    /// <summary>The waiting room lives as long as the item may sell, so that it draws and admits without traffic.</summary>
    private void WakeRoom()
    {
        if (_state is not { Terms: { Queue: ItemQueue.Open } terms, IsClosed: false }) return;
        var lead = TimeSpan.FromSeconds(_environment.Limits.WakeLeadSeconds);
        if (terms.StartsAt - Now <= lead && Now < terms.EndsAt) _environment.WakeRoom(_state.Id);
    }

    private void OnIdle()
    {
        if (_flight is null && _buffer.IsEmpty && !_state.IsUnsettledAt(Now)) Passivate();
    }

    /// <summary>An id that was asked for but never listed leaves no trace: no event, and soon no actor.</summary>
    private void StopIfNeverListed()
    {
        if (!_state.IsListed && _flight is null && _buffer.IsEmpty) Passivate();
    }

    // The parent is the back-off supervisor, which forwards this to the shard as its own.
    private static void Passivate() => Context.Parent.Tell(new Passivate(StopItem.Instance));

    private void OnStop()
    {
        _isStopping = true;
        Timers.StartSingleTimer(StopTick.Name, StopTick, StopTimeout);
        if (_flight is null) FinishStop();
    }

    private void FinishStop()
    {
        if (_snapshots.HasUnsaved) SaveSnapshot(_state);
        else Context.Stop(Self);
    }

    private void OnSnapshotSaved(SaveSnapshotSuccess saved)
    {
        _environment.Snapshots.Restore(PersistenceId);
        if (_snapshots.Saved(saved.Metadata.SequenceNr) is { } obsolete) DeleteSnapshots(new SnapshotSelectionCriteria(obsolete));
        if (_isStopping) Context.Stop(Self);
    }

    private void OnSnapshotFailed(SaveSnapshotFailure failure)
    {
        // A snapshot only saves time; the journal has everything.
        _log.Warning(failure.Cause, "No snapshot of {0} at {1}", PersistenceId, failure.Metadata.SequenceNr);
        if (_isStopping) Context.Stop(Self);
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
        EngineMetrics.PersistFailures.Add(1);
        _flight?.Trace?.Fail("The journal did not take the entry.");
        _log.Error(
            cause, "{0} could not write entry {1}; it restarts and tells its callers to repeat (trace {2})", PersistenceId, sequenceNr,
            _flight?.Trace?.TraceId.ToHexString() ?? "none");
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default continues. After a decision that was never written, nothing later could be trusted.
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _place.Leave();
        if (_flight is not null)
        {
            foreach (var caller in _flight.Callers) AnswerAll(caller, Outcome.OutcomeUnknown);
            if (_flight.Trace is { IsStopped: false } trace) trace.Fail("The item stopped before the journal answered.");
        }

        // An item that moves is back elsewhere in a moment; one whose write failed may be away as long as its database.
        IWireMessage goodbye = _isStopping ? NotDelivered.Instance : ItemUnavailable.Instance;
        foreach (var waiting in _buffer.All) waiting.Caller?.Tell(goodbye);
        base.PostStop();
    }
}
