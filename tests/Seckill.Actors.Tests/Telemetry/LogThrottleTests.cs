using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Telemetry;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Telemetry;

public sealed class LogThrottleTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void One_line_passes_in_each_interval_and_counts_those_before_it()
    {
        var throttle = new LogThrottle(_time, Every);

        throttle.IsOpen(out var untold).ShouldBeTrue("the first line always passes");
        untold.ShouldBe(0);
        for (var i = 0; i < 7; i++)
        {
            throttle.IsOpen(out untold).ShouldBeFalse();
            untold.ShouldBe(0);
        }

        _time.Advance(Every - TimeSpan.FromTicks(1));
        throttle.IsOpen(out _).ShouldBeFalse("the interval has not ended");
        _time.Advance(TimeSpan.FromTicks(1));

        throttle.IsOpen(out untold).ShouldBeTrue();
        untold.ShouldBe(8);
        throttle.IsOpen(out _).ShouldBeFalse("a new interval has begun");
        _time.Advance(Every);
        throttle.IsOpen(out untold).ShouldBeTrue();
        untold.ShouldBe(1);
    }

    [Fact]
    public void A_clock_that_starts_at_zero_is_a_clock_like_any_other()
    {
        var zero = new FakeTimeProvider(DateTimeOffset.MinValue);
        zero.GetTimestamp().ShouldBe(0);
        var throttle = new LogThrottle(zero, Every);

        throttle.IsOpen(out _).ShouldBeTrue();
        throttle.IsOpen(out _).ShouldBeFalse();
    }

    [Fact]
    public void Of_many_threads_one_passes_and_no_line_is_left_uncounted()
    {
        var throttle = new LogThrottle(_time, Every);
        var passed = 0;

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (throttle.IsOpen(out var _)) Interlocked.Increment(ref passed);
            }
        });

        passed.ShouldBe(1);
        _time.Advance(Every);
        throttle.IsOpen(out var untold).ShouldBeTrue();
        untold.ShouldBe(79_999);
    }
}
