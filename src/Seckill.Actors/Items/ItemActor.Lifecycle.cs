using Akka.Event;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <content>How an item starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class ItemActor
{
    /// <inheritdoc/>
    protected override long Kept => State.Orders.Count;

    /// <inheritdoc/>
    protected override bool IsOwn(ItemState snapshot) => snapshot.Id == State.Id;

    /// <inheritdoc/>
    protected override long ChangesOf(BatchCommitted entry)
    {
        var changes = 0L;
        foreach (var change in entry.Events)
        {
            changes += change switch
            {
                StockReserved reserved => reserved.Reservations.Length,
                StockReleased released => released.Sequences.Length,
                _ => 1,
            };
        }

        return changes;
    }

    /// <inheritdoc/>
    protected override void OnRecovered()
    {
        if (!State.IsListed) return;
        EngineMetrics.Recoveries.Add(1);
        EngineMetrics.RecoveryDuration.Record(_environment.Time.GetElapsedTime(_startedAt).TotalSeconds);
        _place.Show(State);
        _environment.Projection.Recovered(State.Id, State.Revision);
        _publisher.Publish(State.Status!);
        Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
        OweRefunds();
        WakeRoom();
        ArmDeadline();
    }

    /// <summary>The waiting room lives as long as the item may sell, so that it draws and admits without traffic.</summary>
    private void WakeRoom()
    {
        if (State is not { Terms: { Queue: ItemQueue.Open } terms, IsClosed: false }) return;
        var lead = TimeSpan.FromSeconds(_environment.Limits.WakeLeadSeconds);
        if (terms.StartsAt - Now <= lead && Now < terms.EndsAt) _environment.WakeRoom(State.Id);
    }

    /// <inheritdoc/>
    protected override void OnIdle()
    {
        if (IsAtRest && !State.IsUnsettledAt(Now)) Passivate();
    }

    /// <inheritdoc/>
    protected override void OnAllDecided() => StopIfNeverListed();

    /// <summary>An id that was asked for but never listed leaves no trace: no event, and soon no actor.</summary>
    private void StopIfNeverListed()
    {
        if (!State.IsListed && IsAtRest) Passivate();
    }

    private static void Passivate() => Passivate(StopItem.Instance);

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        EngineMetrics.PersistFailures.Add(1);
        InFlight?.Trace?.Fail("The journal did not take the entry.");
        Log.Error(
            cause, "{0} could not write entry {1}; it restarts and tells its callers to repeat (trace {2})", PersistenceId, sequenceNr,
            InFlight?.Trace?.TraceId.ToHexString() ?? "none");
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _place.Leave();
        if (InFlight?.Trace is { IsStopped: false } trace) trace.Fail("The item stopped before the journal answered.");
        base.PostStop();
    }
}
