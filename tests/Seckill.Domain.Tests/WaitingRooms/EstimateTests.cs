using Seckill.Domain.WaitingRooms;

namespace Seckill.Domain.Tests.WaitingRooms;

/// <summary>
/// A room that admits 15 people at the start and one each second from then on. Number 115 has 100 people ahead who are admitted one by one.
/// </summary>
public sealed class EstimateTests
{
    private const int Number = 115;

    private static readonly RoomFace Steady = new(Room.Item, 1, Room.Seed.Hash, Room.Seed, Room.Start)
    {
        DrawnCount = 200,
        LastNumber = 200,
        Cursor = 75,
        FirstStepAt = Room.Start,
        Steps = [.. Enumerable.Range(0, 61).Select(i => new AdmissionStep(15 + i, Room.Start.AddSeconds(i), Room.Start.AddSeconds(i + 60), i))],
    };

    [Theory]
    [InlineData(15, 85)]
    [InlineData(20, 80)]
    [InlineData(29, 71)]
    [InlineData(30, 70)]
    [InlineData(40, 60)]
    public void It_is_the_people_ahead_by_the_pace_of_at_most_the_last_half_minute(int second, int seconds) =>
        EstimateAt(second, Room.Start.AddHours(1)).ShouldBe(seconds);

    [Fact]
    public void There_is_none_before_two_measurements_of_ten_seconds() => EstimateAt(14, Room.Start.AddHours(1)).ShouldBeNull();

    [Fact]
    public void The_end_itself_is_not_beyond_the_end()
    {
        EstimateAt(20, Room.Start.AddSeconds(100)).ShouldBe(80);
        EstimateAt(20, Room.Start.AddSeconds(99)).ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_measured_before_the_first_step() =>
        Estimate.Of(Steady with { FirstStepAt = null }, Number, Room.Start.AddHours(1), Room.Start.AddSeconds(40)).ShouldBeNull();

    private static int? EstimateAt(int second, DateTimeOffset endsAt) => Estimate.Of(Steady, Number, endsAt, Room.Start.AddSeconds(second));
}
