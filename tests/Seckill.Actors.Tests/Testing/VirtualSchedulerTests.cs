using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Testing;

/// <summary>Nothing that is scheduled is lost, whoever moves the time meanwhile.</summary>
public sealed class VirtualSchedulerTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly VirtualScheduler _scheduler = new(Config.Empty, NoLogger.Instance);
    private readonly List<string> _done = [];

    private IActionScheduler Actions => _scheduler;

    [Fact]
    public void What_is_due_is_done_in_order_and_nothing_else()
    {
        Actions.ScheduleOnce(2 * Step, () => _done.Add("second"));
        Actions.ScheduleOnce(Step, () => _done.Add("first"));
        Actions.ScheduleOnce(3 * Step, () => _done.Add("later"));

        _scheduler.Advance(2 * Step);

        _done.ShouldBe(["first", "second"]);
    }

    [Fact]
    public void What_repeats_is_done_until_it_is_cancelled()
    {
        using var cancelable = new Cancelable((IScheduler)_scheduler);
        Actions.ScheduleRepeatedly(Step, Step, () => _done.Add("again"), cancelable);

        _scheduler.Advance(Step);
        _scheduler.Advance(Step);
        cancelable.Cancel();
        _scheduler.Advance(Step);

        _done.ShouldBe(["again", "again"]);
    }

    [Fact]
    public async Task What_is_scheduled_while_time_passes_is_not_lost()
    {
        const int times = 200_000;
        var done = 0;

        var schedules = Task.Run(() =>
        {
            for (var time = 0; time < times; time++) Actions.ScheduleOnce(Step, () => Interlocked.Increment(ref done));
        });
        while (!schedules.IsCompleted) _scheduler.Advance(Step);
        await schedules;
        _scheduler.Advance(Step);

        done.ShouldBe(times);
    }
}
