using Seckill.Host.Access.Rates;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Rates;

public sealed class RateBucketsTests
{
    private readonly SettableClock _clock = new();

    [Fact]
    public void A_burst_is_spent_and_refills_with_time()
    {
        var buckets = new RateBuckets<string>(burst: 3, refillPerSecond: 10, keysMax: 100, _clock);
        for (var i = 0; i < 3; i++) buckets.TryTake("alice", out _).ShouldBeTrue();

        buckets.TryTake("alice", out var retryAfter).ShouldBeFalse();
        retryAfter.ShouldBe(TimeSpan.FromMilliseconds(100));

        _clock.Advance(retryAfter);
        buckets.TryTake("alice", out _).ShouldBeTrue();
        buckets.TryTake("alice", out _).ShouldBeFalse();
    }

    [Fact]
    public void Nobody_can_use_up_anothers_share()
    {
        var buckets = new RateBuckets<string>(burst: 1, refillPerSecond: 1, keysMax: 1_000, _clock);

        for (var buyer = 0; buyer < 300; buyer++) buckets.TryTake($"b{buyer}", out _).ShouldBeTrue($"b{buyer}");
        for (var buyer = 0; buyer < 300; buyer++) buckets.TryTake($"b{buyer}", out _).ShouldBeFalse($"b{buyer}");
    }

    [Fact]
    public void A_crowd_does_not_free_the_one_who_asks_most()
    {
        var buckets = new RateBuckets<string>(burst: 10, refillPerSecond: 1, keysMax: 16, _clock);
        for (var i = 0; i < 10; i++) buckets.TryTake("bot", out _).ShouldBeTrue();

        for (var buyer = 0; buyer < 10_000; buyer++) buckets.TryTake($"b{buyer}", out _).ShouldBeTrue();

        buckets.TryTake("bot", out _).ShouldBeFalse();
    }

    [Fact]
    public void Many_threads_take_no_more_than_there_is()
    {
        var buckets = new RateBuckets<string>(burst: 1_000, refillPerSecond: 1, keysMax: 16, _clock);
        var taken = 0;

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (buckets.TryTake("bot", out var _)) Interlocked.Increment(ref taken);
            }
        });

        taken.ShouldBe(1_000);
    }

    [Fact]
    public async Task Callers_at_the_same_moment_get_the_whole_burst()
    {
        using var clock = new StallingClock();
        var buckets = new RateBuckets<string>(burst: 2, refillPerSecond: 1, keysMax: 16, clock);
        var first = Task.Run(() => buckets.TryTake("alice", out _));
        clock.IsRead.Wait();
        var second = Task.Run(() =>
        {
            var isAllowed = buckets.TryTake("alice", out _);
            clock.GoOn.Set();
            return isAllowed;
        });

        (await Task.WhenAll(first, second)).ShouldBe([true, true]);
    }

    [Fact]
    public void Whoever_comes_too_early_by_a_nanosecond_is_not_told_to_come_at_once()
    {
        var clock = new NanosecondClock();
        var buckets = new RateBuckets<string>(burst: 1, refillPerSecond: 1, keysMax: 16, clock);
        buckets.TryTake("alice", out _).ShouldBeTrue();

        clock.Now = clock.TimestampFrequency - 1;

        buckets.TryTake("alice", out var retryAfter).ShouldBeFalse();
        retryAfter.ShouldBe(TimeSpan.FromTicks(1));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public void Setting_the_wall_clock_changes_nobodys_share(int seconds)
    {
        var buckets = new RateBuckets<string>(burst: 2, refillPerSecond: 1, keysMax: 100, _clock);
        buckets.TryTake("alice", out _).ShouldBeTrue();

        _clock.ShiftWall(TimeSpan.FromSeconds(seconds));

        buckets.TryTake("alice", out _).ShouldBeTrue("one of two tokens is left");
        buckets.TryTake("alice", out var retryAfter).ShouldBeFalse("and now none");
        retryAfter.ShouldBe(TimeSpan.FromSeconds(1));
    }

    /// <summary>Its first reader loses the processor for a moment right after the reading.</summary>
    private sealed class StallingClock : TimeProvider, IDisposable
    {
        private long _now;

        public ManualResetEventSlim IsRead { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public override long GetTimestamp()
        {
            var now = Interlocked.Increment(ref _now);
            if (now > 1) return now;
            IsRead.Set();
            GoOn.Wait(TimeSpan.FromMilliseconds(200));
            return now;
        }

        public void Dispose()
        {
            IsRead.Dispose();
            GoOn.Dispose();
        }
    }

    private sealed class NanosecondClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Now;
    }
}
