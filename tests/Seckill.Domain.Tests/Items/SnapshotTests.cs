using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class SnapshotTests
{
    private static readonly ItemState Live = Given(
            List(9, limit: 3), Reserve(Alice, 2, "k"), Reserve(Bob), Reserve(Carol, 3), Cancel(Bob, 2))
        .When(Pay(3, "p", units: 3)).State;

    private static readonly OrderEntry[] Orders = [.. Live.Orders.Values.OrderBy(order => order.Sequence)];

    [Fact]
    public void Buyers_keys_and_deadlines_follow_from_the_orders()
    {
        var restored = (Live with { Buyers = ItemState.Empty(Item).Buyers, Deadlines = [] }).WithOrders(Orders, [2]);

        StateShape.Difference(restored, Live).ShouldBeNull();
    }

    [Fact]
    public void Further_keys_come_back_with_their_orders()
    {
        var live = Given(List(9), Reserve(Alice), Reserve(Alice, key: "b"), Cancel(Alice, 1), Reserve(Alice, key: "c"), Reserve(Bob)).State;

        var restored = (live with { Buyers = ItemState.Empty(Item).Buyers, Deadlines = [] }).WithOrders(live.Orders.Values, [1]);

        StateShape.Difference(restored, live, nameof(ItemState.Deadlines)).ShouldBeNull();
        var stray = live with { FurtherKeys = live.FurtherKeys.Add(99, [IdempotencyKey.Parse("z")]) };
        Should.Throw<InvalidOperationException>(() => stray.WithOrders(live.Orders.Values, [1]));
    }

    [Fact]
    public void Orders_that_do_not_match_the_stock_are_not_gone_on_with()
    {
        Should.Throw<InvalidOperationException>(() => Live.WithOrders([.. Orders.Skip(1)], [2]));
        Should.Throw<InvalidOperationException>(() => Live.WithOrders([.. Orders.SkipLast(1)], [2]));
        Should.Throw<InvalidOperationException>(() => Live.WithOrders([], []));
    }

    [Fact]
    public void Ended_orders_that_do_not_match_the_queue_of_those_to_forget_are_not_gone_on_with()
    {
        Should.Throw<InvalidOperationException>(() => Live.WithOrders(Orders, []));
        Should.Throw<InvalidOperationException>(() => Live.WithOrders(Orders, [2, 2]));
        Should.Throw<InvalidOperationException>(() => Live.WithOrders(Orders, [1]));
    }

    [Fact]
    public void Orders_expire_once_and_soonest_first_also_if_the_clock_had_gone_back_between_them()
    {
        var live = Given(List(3)).At(Start.AddSeconds(2)).When(Reserve(Alice)).At(Start.AddSeconds(1)).When(Reserve(Bob))
            .At(Start.AddSeconds(2)).When(Reserve(Carol)).State;
        var restored = live.WithOrders([.. live.Orders.Values.OrderBy(order => order.Sequence)], []);

        var expired = ItemDecider.Decide(restored, [Expire], Start.AddSeconds(2) + PaymentWindow);

        expired.Batch!.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().Sequences.ShouldBe([2, 1, 3]);
        expired.Next.Deadlines.ShouldBeEmpty();
    }

    [Fact]
    public void A_sale_without_orders_is_restored_too() =>
        StateShape.Difference(Given(List(9)).State.WithOrders([], []), Given(List(9)).State).ShouldBeNull();
}
