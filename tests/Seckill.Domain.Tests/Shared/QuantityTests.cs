using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void A_quantity_is_1_to_100(long units)
    {
        Quantity.TryCreate(units, out var quantity).ShouldBeTrue();
        quantity.Units.ShouldBe((int)units);
        quantity.ShouldBe(Quantity.Create(units));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(4_294_967_297)] // 1, if somebody cut it to 32 bits
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Anything_else_is_refused(long units)
    {
        Quantity.TryCreate(units, out var quantity).ShouldBeFalse();
        quantity.ShouldBe(default);
        Should.Throw<ArgumentOutOfRangeException>(() => Quantity.Create(units));
    }

    [Fact]
    public void The_default_value_is_no_quantity() => Should.Throw<InvalidOperationException>(() => default(Quantity).Units);

    [Fact]
    public void One_is_one() => Quantity.One.ShouldBe(Quantity.Create(1));
}
