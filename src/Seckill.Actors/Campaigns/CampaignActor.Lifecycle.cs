using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Items;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <content>How a bucket starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class CampaignActor
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A bucket that lacks an entry could give a slot twice.</summary>
    private void EnsureInStep()
    {
        if (_state.Revision == LastSequenceNr) return;
        EngineMetrics.InvariantFailures.Add(1);
        throw new InvalidOperationException($"{PersistenceId} is at revision {_state.Revision}, its journal at {LastSequenceNr}.");
    }

    private void OnSnapshotOffered(SnapshotOffer offer)
    {
        _snapshots.Restored(offer.Metadata.SequenceNr);
        // Passed over by the next attempt, like one that the journal does not continue.
        if (offer.Snapshot is CampaignState state && state.Bucket == _state.Bucket) _state = state;
        else DoubtSnapshot();
    }

    private void OnReplayed(SlotsCommitted batch)
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

        _snapshots.Committed(batch.Events.Length);
    }

    private void DoubtSnapshot()
    {
        if (_snapshots.Newest == 0) return;
        EngineMetrics.SnapshotsUnreadable.Add(1);
        _environment.Snapshots.Doubt(PersistenceId, _snapshots.Newest);
        _log.Error("The journal of {0} does not continue its snapshot at {1}, which is passed over", PersistenceId, _snapshots.Newest);
    }

    private void OnRecovered()
    {
        if (_state.Revision != LastSequenceNr) DoubtSnapshot();
        EnsureInStep();
        SetReceiveTimeout(IdleTimeout);
    }

    private void OnIdle()
    {
        // The parent is the back-off supervisor, which forwards this to the shard as its own.
        if (_flight is null && _waiting.Count == 0) Context.Parent.Tell(new Passivate(StopCampaign.Instance));
    }

    private void OnStop()
    {
        _isStopping = true;
        Timers.StartSingleTimer(StopTick.Name, StopTick, StopTimeout);
        if (_flight is null) DecideWaiting();
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
        if (_isStopping && _flight is null) Context.Stop(Self);
    }

    private void OnSnapshotFailed(SaveSnapshotFailure failure)
    {
        // A snapshot only saves time; the journal has everything.
        _log.Warning(failure.Cause, "No snapshot of {0} at {1}", PersistenceId, failure.Metadata.SequenceNr);
        if (_isStopping && _flight is null) Context.Stop(Self);
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
        _log.Error(cause, "{0} could not write entry {1}; it restarts and tells its callers to repeat", PersistenceId, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default continues, with a slot that was never written.
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var caller in _flight?.Callers ?? [])
        {
            if (caller.Caller is not null) AnswerAll(caller.Caller, caller.Commands.Length, SlotOutcome.Unknown);
        }

        // A bucket that moves is back elsewhere in a moment; one whose write failed may be away as long as its database.
        IWireMessage goodbye = _isStopping ? NotDelivered.Instance : ItemUnavailable.Instance;
        foreach (var waiting in _waiting) waiting.Caller?.Tell(goodbye);
        base.PostStop();
    }
}
