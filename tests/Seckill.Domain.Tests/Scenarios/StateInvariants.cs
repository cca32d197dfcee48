using Seckill.Domain.Items;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>What must hold of every committed state, recomputed from its orders without the product's own bookkeeping.</summary>
internal static class StateInvariants
{
    public static void Check(ItemState state)
    {
        var orders = state.Orders.Values.OrderBy(order => order.Sequence).ToList();
        var pending = orders.Where(order => order.Status == OrderStatus.Pending).ToList();
        var paid = orders.Where(order => order.Status == OrderStatus.Paid).ToList();
        var ended = orders.Where(order => order.Status is not (OrderStatus.Pending or OrderStatus.Paid)).ToList();

        var stock = state.Stock;
        (stock.Available + stock.Held + stock.Sold).ShouldBe(stock.Total);
        stock.Available.ShouldBeGreaterThanOrEqualTo(0);
        stock.Total.ShouldBeInRange(0, ItemLimits.StockMax);
        stock.Held.ShouldBe(pending.Sum(order => order.Quantity));
        stock.Sold.ShouldBe(paid.Sum(order => order.Quantity));

        orders.ShouldAllBe(order => order.Sequence >= 1 && order.Sequence <= state.LastSequence);
        state.Orders.ShouldAllBe(pair => pair.Key == pair.Value.Sequence);
        state.ClosedOrders.Order().ShouldBe(ended.Select(order => order.Sequence));
        state.ClosedOrderCount.ShouldBe(ended.Count);
        ended.Count.ShouldBeLessThanOrEqualTo(ItemLimits.ClosedOrdersRetainedMax);

        CheckDeadlines(state, pending);
        CheckBuyers(state, orders);
    }

    private static void CheckDeadlines(ItemState state, List<OrderEntry> pending)
    {
        long? soonest = pending.Count == 0 ? null : pending.Min(order => order.PayBeforeMs);
        state.NextDeadline?.ToUnixTimeMilliseconds().ShouldBe(soonest!.Value);
        (state.NextDeadline is null).ShouldBe(soonest is null);
        state.Deadlines.Count.ShouldBeLessThanOrEqualTo(pending.Count);
        foreach (var order in pending)
            state.Deadlines.ShouldContain(due => due.PayBeforeMs == order.PayBeforeMs && due.First <= order.Sequence && order.Sequence <= due.Last);
    }

    private static void CheckBuyers(ItemState state, List<OrderEntry> orders)
    {
        state.Buyers.Count.ShouldBe(orders.Select(order => order.Buyer).Distinct().Count());
        foreach (var own in orders.GroupBy(order => order.Buyer))
        {
            var account = state.Buyers[own.Key];
            account.Units.ShouldBe(own.Where(order => order.IsActive).Sum(order => order.Quantity));
            account.Units.ShouldBeInRange(0, state.Terms!.PerBuyerLimit);
            account.OrderCount.ShouldBe(own.Count());
            account.ActiveOrders.ShouldBe(own.Where(order => order.IsActive).Select(order => order.Sequence));
            account.Keys.OrderBy(pair => pair.Value).ShouldBe(
                own.Where(order => order.Key is not null).Select(order => KeyValuePair.Create(order.Key!.Value, order.Sequence)));
        }
    }
}
