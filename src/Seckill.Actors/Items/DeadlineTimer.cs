using Akka.Actor;

namespace Seckill.Actors.Items;

/// <summary>One timer for the soonest deadline of an item. Recovery arms it anew, so no restart can make it late.</summary>
internal sealed class DeadlineTimer(TimeProvider time, object tick)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

    private DateTimeOffset? _armedFor;

    /// <summary>Sees to it that the tick comes at the deadline, or does not come when there is none.</summary>
    public void Arm(ITimerScheduler timers, DateTimeOffset? deadline)
    {
        if (deadline == _armedFor) return;
        _armedFor = deadline;
        if (deadline is not { } due)
        {
            timers.Cancel(tick);
            return;
        }

        // Never early by the scheduler's rounding, and never beyond what a timer can hold: then it is simply armed again.
        var delay = due - time.GetUtcNow();
        timers.StartSingleTimer(tick, tick, delay <= TimeSpan.Zero ? Rounding : delay > DelayMax ? DelayMax : delay + Rounding);
    }

    /// <summary>Notes that the tick has come; the next call of <see cref="Arm"/> starts anew.</summary>
    public void Ticked() => _armedFor = null;
}
