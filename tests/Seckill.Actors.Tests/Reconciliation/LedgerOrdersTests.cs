using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Reconciliation;

/// <summary>Orders kept as bytes are read as they were told, whatever numbers a ledger that contradicts itself gives them.</summary>
public sealed class LedgerOrdersTests
{
    private static readonly Money Price = Money.Create(9_900, "CNY");
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);

    private readonly LedgerOrders _orders = new();

    [Fact]
    public void Each_of_many_orders_is_found_with_its_buyer()
    {
        for (var n = 1; n <= 5_000; n++) Reserve(n, BuyerOf(n), n % 7);

        _orders.Count.ShouldBe(5_000);
        for (var n = 1; n <= 5_000; n++)
        {
            var order = _orders[PlaceOf(n)];
            (order.Sequence, order.Buyer.Value, order.Quantity, order.UnitPrice, order.Status, order.ChangedAt)
                .ShouldBe((n, BuyerOf(n), n % 7, Price, OrderStatus.Pending, Start));
        }

        _orders.TryFind(0, out _).ShouldBeFalse();
        _orders.TryFind(5_001, out _).ShouldBeFalse();

        static string BuyerOf(int n) => $"{n}-{new string('x', n % 50)}";
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(7, long.MaxValue, 1, long.MinValue, 8, 6)]
    [InlineData(long.MinValue, long.MaxValue, 0)]
    [InlineData(5, 9, 1, 5, 9, 9)]
    public void They_are_in_the_order_of_their_numbers_however_these_come(params long[] numbers)
    {
        foreach (var number in numbers) Reserve(number, $"of-{number}", 1);

        var expected = numbers.Distinct().Order().ToArray();
        Enumerable.Range(0, _orders.Count).Select(place => _orders[place].Sequence).ShouldBe(expected);
        expected.ShouldAllBe(number => _orders[PlaceOf(number)].Buyer.Value == $"of-{number}");
        foreach (var missing in (long[])[4, -1, long.MaxValue - 1]) _orders.TryFind(missing, out _).ShouldBeFalse();
    }

    [Fact]
    public void Money_is_told_in_the_order_in_which_it_came_each_payment_once()
    {
        Reserve(1, "alice", 2);
        Reserve(2, "bob", 1);
        var (first, second, third) = (PaymentId.Parse("pay-1"), PaymentId.Parse("pay-2"), PaymentId.Parse("pay-22"));

        _orders.Pay(0, first, Price.Times(2), Start.AddSeconds(1));
        _orders.Pay(1, second, Price, Start.AddSeconds(2));
        _orders.OweRefund(0, third, Money.Create(1, "EUR"), Start.AddSeconds(3));
        _orders.OweRefund(0, second, Price, Start.AddSeconds(4));
        _orders.SettleRefund(0, third, Start.AddSeconds(5));

        _orders[0].Money.ShouldBe(
        [
            new LedgerMoney(first, Price.Times(2), MoneyState.Sale),
            new LedgerMoney(third, Money.Create(1, "EUR"), MoneyState.Refunded),
            new LedgerMoney(second, Price, MoneyState.Due),
        ]);
        (_orders[0].Status, _orders[0].Payment, _orders[0].ChangedAt).ShouldBe((OrderStatus.Paid, first, Start.AddSeconds(5)));
        _orders[1].Money.ShouldBe([new LedgerMoney(second, Price, MoneyState.Sale)]);
    }

    [Fact]
    public void Nothing_is_left_of_the_orders_of_the_window_before()
    {
        Reserve(1, "alice", 2);
        _orders.Pay(0, PaymentId.Parse("pay-1"), Price, Start);

        _orders.Clear();

        _orders.Count.ShouldBe(0);
        _orders.TryFind(1, out _).ShouldBeFalse();
        Reserve(1, "bob", 1);
        var order = _orders[0];
        (order.Buyer.Value, order.Payment, order.Money.Length, order.Status).ShouldBe(("bob", null, 0, OrderStatus.Pending));
    }

    private void Reserve(long sequence, string buyer, int quantity) =>
        _orders.Reserve(new Reservation(sequence, BuyerId.Parse(buyer), quantity, Key: null), Price, Start.AddMinutes(5), Start);

    private int PlaceOf(long sequence)
    {
        _orders.TryFind(sequence, out var place).ShouldBeTrue();
        return place;
    }
}
