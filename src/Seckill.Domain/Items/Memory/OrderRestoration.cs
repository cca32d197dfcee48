using System.Collections.Immutable;
using Seckill.Domain.Items.Memory.Pages;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// Reads the orders of a snapshot one by one and builds all look-ups of an item. A million orders must be restored within a second or
/// two, because a sale stands still until its item has recovered. The orders are packed page by page, so that recovery needs no more
/// memory than the item will.
/// </summary>
internal sealed class OrderRestoration
{
    private readonly OrderPages.Builder _orders = OrderPages.Empty.ToBuilder();
    private readonly BuyerDraft _buyers;
    private readonly PaymentBook.Builder _payments;
    private readonly Dictionary<long, Deadline> _deadlines = [];
    private long _newest;
    private long _previous;

    /// <summary>Starts without orders.</summary>
    /// <param name="newest">Sequence of the newest order ever made.</param>
    public OrderRestoration(long newest) => (_newest, _buyers, _payments) =
        (newest, new BuyerDraft(BuyerBook.Empty, _orders), new PaymentBook.Builder(PaymentBook.Empty, _orders));

    /// <summary>Units of pending orders.</summary>
    public long Held { get; private set; }

    /// <summary>Units of paid orders.</summary>
    public long Sold { get; private set; }

    /// <summary>Number of orders that are neither pending nor paid.</summary>
    public int EndedCount { get; private set; }

    /// <summary>Adds the next order.</summary>
    /// <exception cref="InvalidOperationException">Its sequence is not above the previous one's.</exception>
    public void Add(OrderEntry order)
    {
        if (order.Sequence <= _previous) throw new InvalidOperationException($"Order {order.Sequence} comes after order {_previous}.");
        _newest = Math.Max(_newest, order.Sequence);
        var page = OrderPage.NumberOf(_previous);
        if (page != OrderPage.NumberOf(order.Sequence)) _orders.PackIfFull(page, _newest);
        _previous = order.Sequence;

        _buyers.Add(order, _buyers.Find(order.Buyer));
        _orders.Add(order);
        Count(order);
    }

    /// <summary>The state with these orders and everything derived from them.</summary>
    public ItemState CommitTo(ItemState state)
    {
        foreach (var (sequence, keys) in state.FurtherKeys) AddKeys(state, sequence, keys);
        var orders = _orders.ToImmutable(_newest);
        return state with
        {
            Orders = orders,
            Buyers = _buyers.ToImmutable(orders),
            Payments = _payments.ToImmutable(),
            Deadlines = [.. _deadlines.Values],
        };
    }

    private void AddKeys(ItemState state, long sequence, ImmutableArray<IdempotencyKey> keys)
    {
        var order = _orders.Find(sequence)
            ?? throw new InvalidOperationException($"Keys of {state.Id} name order {sequence}, which is not remembered.");
        foreach (var key in keys) _buyers.AddKey(order, key);
    }

    private void Count(OrderEntry order)
    {
        if (order.Status == OrderStatus.Paid) Sell(order);
        else if (order.Status == OrderStatus.Pending) Await(order);
        else EndedCount++;
    }

    private void Sell(OrderEntry order)
    {
        Sold += order.Quantity;
        if (order.Payment is { } payment) _payments.Add(payment, order.Sequence);
    }

    private void Await(OrderEntry order)
    {
        Held += order.Quantity;
        _deadlines[order.PayBeforeMs] = _deadlines.TryGetValue(order.PayBeforeMs, out var known)
            ? known with { Last = order.Sequence }
            : new Deadline(order.PayBeforeMs, order.Sequence, order.Sequence);
    }
}
