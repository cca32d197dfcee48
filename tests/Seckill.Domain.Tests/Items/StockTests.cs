using Seckill.Domain.Items;

namespace Seckill.Domain.Tests.Items;

public sealed class StockTests
{
    [Fact]
    public void Units_only_move_between_available_held_and_sold()
    {
        Stock.Of(10).Reserve(4).ShouldBe(new Stock(10, 6, 4, 0));
        Stock.Of(10).Reserve(4).Release(3).ShouldBe(new Stock(10, 9, 1, 0));
        Stock.Of(10).Reserve(4).Sell(3).ShouldBe(new Stock(10, 6, 1, 3));
        Stock.Of(10).Reserve(4).Adjust(-6).ShouldBe(new Stock(4, 0, 4, 0));
        Stock.Of(0).Adjust(+6).ShouldBe(Stock.Of(6));
    }

    [Theory]
    [InlineData(3, 1, 1, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, -1, 1, 0)]
    [InlineData(0, 1, -1, 0)]
    [InlineData(0, 0, 1, -1)]
    public void A_stock_that_does_not_add_up_cannot_be_made(long total, long available, long held, long sold) =>
        Should.Throw<InvalidOperationException>(() => new Stock(total, available, held, sold));

    [Fact]
    public void One_unit_too_many_is_an_error_in_every_move()
    {
        Should.Throw<InvalidOperationException>(() => Stock.Of(1).Reserve(2));
        Should.Throw<InvalidOperationException>(() => Stock.Of(1).Reserve(1).Release(2));
        Should.Throw<InvalidOperationException>(() => Stock.Of(1).Reserve(1).Sell(2));
        Should.Throw<InvalidOperationException>(() => Stock.Of(1).Adjust(-2));
        Should.Throw<InvalidOperationException>(() => Stock.Of(-1));
    }
}
