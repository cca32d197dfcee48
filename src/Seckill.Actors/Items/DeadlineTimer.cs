using Akka.Actor;

namespace Seckill.Actors.Items;

/// <summary>One timer for the soonest deadline of an item. Recovery sets it again, so no restart can make it late.</summary>
internal sealed class DeadlineTimer(TimeProvider time, object tick)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

    private DateTimeOffset? _armedFor;

    /// <summary>Makes the tick come at the deadline, or not at all when there is none.</summary>
    public void Arm(ITimerScheduler timers, DateTimeOffset? deadline)
    {
        if (deadline == _armedFor) return;
        _armedFor = deadline;
        if (deadline is not { } due)
        {
            timers.Cancel(tick);
            return;
        }

        // Never early because of the scheduler's rounding, and never longer than a timer allows: then it is simply armed again.
        var delay = due - time.GetUtcNow();
        timers.StartSingleTimer(tick, tick, delay <= TimeSpan.Zero ? Rounding : delay > DelayMax ? DelayMax : delay + Rounding);
    }

    /// <summary>Records that the tick has come; the next call of <see cref="Arm"/> sets a new timer.</summary>
    public void Ticked() => _armedFor = null;
}
