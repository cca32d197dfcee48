using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Items;
using Seckill.Actors.Telemetry;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.WaitingRooms;

/// <content>How a waiting room starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class WaitingRoomActor
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private int _unsavedEntries;
    private long _unsavedPeople;
    private long _savedRevision;

    private TimeSpan StepEvery => TimeSpan.FromMilliseconds(_environment.Room.WaitingRoomStepMs);

    private void OnSnapshotOffered(SnapshotOffer offer)
    {
        _savedRevision = offer.Metadata.SequenceNr;
        _state = (RoomState)offer.Snapshot;
    }

    private void OnReplayed(RoomCommitted entry)
    {
        _state = _state.Apply(entry);
        Count(entry);
    }

    private void OnRecovered()
    {
        EnsureInStep();
        SetReceiveTimeout(IdleTimeout);
        if (_state.Seed is null) return;
        _publisher.Publish(_state.Face);
        StartTimers();
    }

    private void StartTimers()
    {
        Timers.StartPeriodicTimer(StepTick.Name, StepTick, StepEvery);
        Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
    }

    private void EnsureInStep()
    {
        if (_state.Revision != LastSequenceNr)
            throw new InvalidOperationException($"{PersistenceId} is at revision {_state.Revision}, its journal at {LastSequenceNr}.");
    }

    /// <summary>A room has nothing to do without a listed item, long before its start, and after its end.</summary>
    private void OnIdle()
    {
        if (_flight is not null || !_buffer.IsEmpty) return;
        var isAsleep = _environment.FindItem(_item).Status is not { } status
            || status.Terms.StartsAt - Now > TimeSpan.FromSeconds(_environment.Limits.WakeLeadSeconds)
            || status.IsClosed || status.Terms.EndsAt <= Now;
        if (isAsleep) Passivate();
    }

    /// <summary>A room that was asked for but never opened leaves no trace.</summary>
    private void StopIfNeverOpened()
    {
        if (_state.Seed is null && _flight is null && _buffer.IsEmpty) Passivate();
    }

    // The parent is the back-off supervisor, which forwards this to the shard as its own.
    private static void Passivate() => Context.Parent.Tell(new Passivate(StopRoom.Instance));

    private void OnStop()
    {
        _isStopping = true;
        Timers.StartSingleTimer(StopTick.Name, StopTick, StopTimeout);
        if (_flight is null) FinishStop();
    }

    private void FinishStop()
    {
        if (_unsavedEntries > 0) SaveSnapshot(_state);
        else Context.Stop(Self);
    }

    private void Count(RoomCommitted entry)
    {
        _unsavedEntries++;
        foreach (var change in entry.Events) _unsavedPeople += change is PeopleJoined joined ? joined.Buyers.Length : 1;
    }

    /// <summary>As with items: not before the changes are half as many as the people to save again.</summary>
    private void CountForSnapshot(RoomCommitted entry)
    {
        Count(entry);
        if (_unsavedEntries < _environment.Limits.SnapshotEveryEntries || _unsavedPeople < _state.People.Count / 2) return;
        (_unsavedEntries, _unsavedPeople) = (0, 0);
        SaveSnapshot(_state);
    }

    private void OnSnapshotSaved(SaveSnapshotSuccess saved)
    {
        if (_savedRevision > 1) DeleteSnapshots(new SnapshotSelectionCriteria(_savedRevision - 1));
        _savedRevision = saved.Metadata.SequenceNr;
        if (_isStopping) Context.Stop(Self);
    }

    private void OnSnapshotFailed(SaveSnapshotFailure failure)
    {
        // A snapshot only saves time; the journal has everything.
        _log.Warning(failure.Cause, "No snapshot of {0} at {1}", PersistenceId, failure.Metadata.SequenceNr);
        if (_isStopping) Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        RoomMetrics.PersistFailures.Add(1);
        _log.Error(cause, "{0} could not write entry {1}; it restarts and tells its callers to repeat", PersistenceId, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default continues, with places that were never written.
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var caller in _flight?.Callers ?? []) AnswerAll(caller, RoomOutcome.OutcomeUnknown);
        IWireMessage goodbye = _isStopping ? NotDelivered.Instance : ItemUnavailable.Instance;
        foreach (var waiting in _buffer.All) waiting.Caller?.Tell(goodbye);
        base.PostStop();
    }
}
