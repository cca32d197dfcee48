using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Reconciliation;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Reconciliation;

public sealed class ReadingPaceTests
{
    private static readonly TimeSpan Page = TimeSpan.FromMilliseconds(10);

    private readonly PauseClock _time = new();
    private bool _isSelling;

    [Fact]
    public async Task An_operator_waits_as_long_as_a_page_took_and_four_times_as_long_while_something_sells()
    {
        var pace = ReadingPace.OnDemand(() => _isSelling, _time);

        (await PauseAfterAsync(pace, Page)).ShouldBe(Page);
        _isSelling = true;
        (await PauseAfterAsync(pace, Page)).ShouldBe(4 * Page);
        _isSelling = false;
        (await PauseAfterAsync(pace, Page)).ShouldBe(Page, "it is asked again after each page");
    }

    [Fact]
    public async Task The_background_reads_so_many_rows_a_second_and_never_more_than_a_fifth_of_the_time()
    {
        var pace = ReadingPace.InBackground(rowsPerSecond: 1_000, _time);

        (await PauseAfterAsync(pace, Page, rows: 100)).ShouldBe(TimeSpan.FromMilliseconds(90), "100 rows take a tenth of a second");
        (await PauseAfterAsync(pace, Page, rows: 1)).ShouldBe(4 * Page, "what counts is what the storage was asked for");
    }

    [Fact]
    public async Task A_storage_that_is_very_slow_is_read_on_all_the_same()
    {
        var pace = ReadingPace.InBackground(rowsPerSecond: 1_000, _time);

        (await PauseAfterAsync(pace, TimeSpan.FromMinutes(1))).ShouldBe(TimeSpan.FromSeconds(5));
    }

    private async Task<TimeSpan> PauseAfterAsync(ReadingPace pace, TimeSpan took, int rows = 10)
    {
        _time.Advance(took);
        var pause = pace.WaitAsync(rows, CancellationToken.None);
        _time.Advance(_time.LastPause);
        await pause;
        return _time.LastPause;
    }

    /// <summary>A clock that tells for how long it was last asked to wait.</summary>
    private sealed class PauseClock : FakeTimeProvider
    {
        public TimeSpan LastPause { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            LastPause = dueTime;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
