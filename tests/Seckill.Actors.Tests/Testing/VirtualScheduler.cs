using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Seckill.Actors.Tests.Testing;

/// <summary>
/// A scheduler whose time passes only when a test says so. The test kit's own <c>TestScheduler</c> loses what an actor schedules in the
/// instant in which the test moves the time: a back-off that was lost so kept a writer away for ever (<see cref="VirtualSchedulerTests"/>).
/// </summary>
public sealed class VirtualScheduler(Config settings, ILoggingAdapter log) : SchedulerBase(settings, log), IDateTimeOffsetNowTimeProvider
{
    private sealed record Work(Action Run, TimeSpan? Interval, ICancelable? Cancelable);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Work, (DateTimeOffset Due, long Number)> _waiting = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private long _scheduled;

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => TimeNow - DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    /// <summary>Lets time pass, and does what is due by then, in order. What repeats is done once, however long that was.</summary>
    public void Advance(TimeSpan duration)
    {
        foreach (var work in TakeDue(duration))
        {
            if (work.Cancelable is { IsCancellationRequested: true }) continue;
            work.Run();
            if (work.Interval is { } interval) Schedule(interval, work);
        }
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, new Work(() => receiver.Tell(message, sender), Interval: null, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, new Work(() => receiver.Tell(message, sender), interval, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(delay, new Work(action, Interval: null, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, new Work(action, interval, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Schedule(delay, new Work(action.Run, Interval: null, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Schedule(initialDelay, new Work(action.Run, interval, cancelable));

    private void Schedule(TimeSpan delay, Work work)
    {
        lock (_gate) _waiting.Enqueue(work, (_now + delay, _scheduled++));
    }

    private List<Work> TakeDue(TimeSpan duration)
    {
        var due = new List<Work>();
        lock (_gate)
        {
            _now += duration;
            while (_waiting.TryPeek(out _, out var next) && next.Due <= _now) due.Add(_waiting.Dequeue());
        }

        return due;
    }
}
