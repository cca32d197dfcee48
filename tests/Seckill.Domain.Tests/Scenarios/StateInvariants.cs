using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>
/// What must hold of every committed state, recomputed from its orders without the product's own bookkeeping. Plain comparisons:
/// it runs some hundred thousand times.
/// </summary>
internal static class StateInvariants
{
    public static void Check(ItemState state)
    {
        var orders = state.Orders.Values.OrderBy(order => order.Sequence).ToList();
        CheckStock(state.Stock, orders);
        CheckDeadlines(state, [.. orders.Where(order => order.Status == OrderStatus.Pending)]);
        CheckBuyers(state, orders);

        Must(state.Orders.All(pair => pair.Key == pair.Value.Sequence), "orders are filed under their sequence");
        Must(orders.All(order => order.Sequence >= 1 && order.Sequence <= state.LastSequence), "no order lies beyond the last one");
        var ended = orders.Where(order => order.Status is not (OrderStatus.Pending or OrderStatus.Paid))
            .Select(order => order.Sequence).ToList();
        Must(state.ClosedOrders.Order().SequenceEqual(ended), "closed orders are the ended ones");
        Must(state.ClosedOrderCount == ended.Count, "closed orders are counted");
        Must(ended.Count <= ItemLimits.ClosedOrdersRetainedMax, "ended orders are bounded");
        Must(
            state.FurtherKeys.All(pair => pair.Value.Length is >= 1 and <= ItemLimits.FurtherKeysPerOrderMax
                && pair.Value.All(key => state.Buyers[state.Orders[pair.Key].Buyer].Keys()[key] == pair.Key)),
            "further keys lead to their orders, and are bounded");
        CheckTickets(state.Tickets, state);
        CheckWaiting(state.Waiting, state);
        Must(state.Adjustments.Count <= ItemLimits.AdjustmentsRetainedMax, "adjustments are bounded");
    }

    private static void CheckTickets(SpentTickets tickets, ItemState state)
    {
        Must(state.Terms is { TicketRequired: true } || tickets.Count == 0, "only an item that requires tickets remembers any");
        Must(tickets.Count <= state.LastSequence + state.Waiting.Joined, "no order and no place uses two tickets");
        Must(tickets.Spans.All(span => span.Number >= tickets.FirstSpan && span.Numbers.Count > 0), "what is forgotten is gone");
        Must(tickets.Spans.Zip(tickets.Spans.Skip(1)).All(pair => pair.First.Number < pair.Second.Number), "spans are in order");
    }

    private static void CheckWaiting(WaitingList list, ItemState state)
    {
        Must(state.Terms is { WaitingList: true } || list.Joined == 0, "only an item with a waiting list is waited for");
        var buyers = list.Buyers.ToList();
        Must(buyers.Count == list.Count && list.Count <= list.Joined, "waiting buyers are counted");
        Must(buyers.Distinct().Count() == buyers.Count, "nobody waits twice");
        Must(buyers.Select((buyer, ahead) => list.AheadOf(buyer) == ahead).All(isRight => isRight), "everybody knows how many are ahead");
        Must(
            list.Offers.All(offer => state.Orders[offer.Value] is { Status: OrderStatus.Pending, Quantity: 1 } order && order.Buyer == offer.Key),
            "an open offer is a pending order of its buyer");
        Must(list.Offers.Keys.All(buyer => list.AheadOf(buyer) is null), "whoever has an offer does not wait");
    }

    private static void CheckStock(Stock stock, List<OrderEntry> orders)
    {
        Must(stock.Total == stock.Available + stock.Held + stock.Sold, "total = available + held + sold");
        Must(stock is { Available: >= 0, Held: >= 0, Sold: >= 0, Total: <= ItemLimits.StockMax }, "no part of the stock is out of range");
        Must(stock.Held == Units(OrderStatus.Pending), "held is what pending orders hold");
        Must(stock.Sold == Units(OrderStatus.Paid), "sold is what paid orders own");

        long Units(OrderStatus status) => orders.Where(order => order.Status == status).Sum(order => order.Quantity);
    }

    private static void CheckDeadlines(ItemState state, List<OrderEntry> pending)
    {
        long? soonest = pending.Count == 0 ? null : pending.Min(order => order.PayBeforeMs);
        Must(state.NextDeadline?.ToUnixTimeMilliseconds() == soonest, "the next deadline is the soonest");
        Must(state.Deadlines.Count <= pending.Count, "no deadline outlives its orders");
        Must(pending.All(order => state.Deadlines.Any(due => Covers(due, order))), "every pending order has its deadline");
    }

    private static bool Covers(Deadline due, OrderEntry order) =>
        due.PayBeforeMs == order.PayBeforeMs && due.First <= order.Sequence && order.Sequence <= due.Last;

    private static void CheckBuyers(ItemState state, List<OrderEntry> orders)
    {
        var owners = orders.GroupBy(order => order.Buyer).ToList();
        Must(state.Buyers.Count == owners.Count, "everybody with an order is known, and nobody else");
        foreach (var own in owners)
        {
            var account = state.Buyers[own.Key];
            Must(account.Units == own.Where(order => order.IsActive).Sum(order => order.Quantity), "units are those of active orders");
            Must(account.Units >= 0 && account.Units <= state.Terms!.PerBuyerLimit, "nobody has more than the limit");
            Must(account.OrderCount == own.Count(), "orders are counted");
            var active = own.Where(order => order.IsActive).Select(order => order.Sequence);
            Must(account.ActiveOrders().SequenceEqual(active), "active orders are listed");
            var further = own.Sum(order => state.FurtherKeys.GetValueOrDefault(order.Sequence, []).Length);
            Must(account.Keys().Count == own.Count(order => order.Key is not null) + further, "no key is left over");
            Must(own.All(order => order.Key is not { } key || account.Keys()[key] == order.Sequence), "keys lead to their orders");
        }
    }

    private static void Must(bool holds, string law)
    {
        if (!holds) throw new InvalidOperationException($"It does not hold that {law}.");
    }
}
