using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Fairness;

public sealed class SignTestTests
{
    /// <summary>Tail sums of binomial coefficients, by hand.</summary>
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 5, 1)]
    [InlineData(5, 0, 1 / 32d)]
    [InlineData(4, 1, 6 / 32d)]
    [InlineData(8, 2, 56 / 1_024d)]
    [InlineData(10, 0, 1 / 1_024d)]
    public void It_is_the_tail_of_a_fair_coin(int wins, int losses, double chance) => SignTest.ChanceOf(wins, losses).ShouldBe(chance, 1e-9);

    [Fact]
    public void Large_numbers_do_not_break_it()
    {
        SignTest.ChanceOf(5_000, 5_000).ShouldBeInRange(0.5, 0.51);
        SignTest.ChanceOf(5_200, 4_800).ShouldBeLessThan(0.0001);
    }
}
