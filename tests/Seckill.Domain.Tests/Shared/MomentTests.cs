using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class MomentTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 11, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(9_999, 0)]
    [InlineData(10_000, 1)]
    [InlineData(-1, -1)]
    public void What_lies_below_a_millisecond_is_cut_never_rounded_up(long ticks, int expectedMs) =>
        Moment.Floor(Noon.AddTicks(ticks)).ShouldBe(Noon.AddMilliseconds(expectedMs));

    [Fact]
    public void The_instant_stays_and_the_offset_becomes_UTC()
    {
        var floored = Moment.Floor(Noon.ToOffset(TimeSpan.FromHours(8)));

        (floored, floored.Offset).ShouldBe((Noon, TimeSpan.Zero));
    }

    [Fact]
    public void Milliseconds_since_1970_and_back_are_the_same() => Moment.FromUnixMs(Noon.ToUnixTimeMilliseconds()).ShouldBe(Noon);
}
