using Seckill.Actors.Settings;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Settings;

public sealed class SpellingTests
{
    private static readonly string[] Words = ["event-streams", "gateway-queue", "new-purchases", "order-listing", "stock-display"];

    [Theory]
    [InlineData("event-stream", "event-streams")]
    [InlineData("evnet-streams", "event-streams")]
    [InlineData("EVENT-STREAMS", "event-streams")]
    [InlineData("gateway", "gateway-queue")]
    [InlineData("new", "new-purchases")]
    [InlineData("order-list", "order-listing")]
    [InlineData("stok-dispaly", "stock-display")]
    [InlineData("waiting-room", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_word_that_was_meant_is_guessed_if_one_is_near(string word, string? guess) => Spelling.Nearest(word, Words).ShouldBe(guess);

    [Fact]
    public void What_is_far_too_long_is_not_compared() => Spelling.Nearest(new string('e', 100_000), Words).ShouldBeNull();
}
