using System.Diagnostics.Metrics;
using Seckill.Actors.Telemetry;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.WaitingRooms;

/// <content>How a waiting room starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class WaitingRoomActor
{
    private TimeSpan StepEvery => TimeSpan.FromMilliseconds(_environment.Room.WaitingRoomStepMs);

    /// <inheritdoc/>
    protected override long Kept => State.People.Count;

    /// <inheritdoc/>
    protected override Counter<long> FailedWrites => RoomMetrics.PersistFailures;

    /// <inheritdoc/>
    protected override bool IsOwn(RoomState snapshot) => snapshot.Id == State.Id;

    /// <inheritdoc/>
    protected override long ChangesOf(RoomCommitted entry)
    {
        var changes = 0L;
        foreach (var change in entry.Events) changes += change is PeopleJoined joined ? joined.Buyers.Length : 1;
        return changes;
    }

    /// <inheritdoc/>
    protected override void OnRecovered()
    {
        if (State.Seed is null) return;
        _publisher.Publish(State.Face, Now);
        StartTimers();
    }

    private void StartTimers()
    {
        Timers.StartPeriodicTimer(StepTick.Name, StepTick, StepEvery);
        Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
    }

    /// <inheritdoc/>
    /// <remarks>A room has nothing to do without a listed item, long before its start, and after its end.</remarks>
    protected override void OnIdle()
    {
        if (!IsAtRest) return;
        var isAsleep = _environment.FindItem(_item).Status is not { } status
            || status.Terms.StartsAt - Now > TimeSpan.FromSeconds(_environment.Limits.WakeLeadSeconds)
            || status.IsClosed || status.Terms.EndsAt <= Now;
        if (isAsleep) Passivate();
    }

    /// <inheritdoc/>
    protected override void OnAllDecided() => StopIfNeverOpened();

    /// <summary>A room that was asked for but never opened leaves no trace.</summary>
    private void StopIfNeverOpened()
    {
        if (State.Seed is null && IsAtRest) Passivate();
    }

    private static void Passivate() => Passivate(StopRoom.Instance);
}
