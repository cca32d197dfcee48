using System.Collections.Immutable;
using Seckill.Domain.Items.Pages;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// Takes the orders of a snapshot in, one by one, and builds all that an item looks them up by. A million orders have to be back
/// within a second or two, for a sale stands still until its item has recovered; and they are packed page by page, so that recovery
/// needs no more memory than the item will.
/// </summary>
internal sealed class OrderRestoration
{
    private readonly OrderPages.Builder _orders = OrderPages.Empty.ToBuilder();
    private readonly BuyerDraft _buyers;
    private readonly PaymentBook.Builder _payments;
    private readonly Dictionary<long, Deadline> _deadlines = [];
    private long _newest;
    private long _previous;

    /// <summary>Begins with no orders.</summary>
    /// <param name="newest">Sequence of the newest order that was ever made.</param>
    public OrderRestoration(long newest) => (_newest, _buyers, _payments) =
        (newest, new BuyerDraft(BuyerBook.Empty, _orders), new PaymentBook.Builder(PaymentBook.Empty, _orders));

    /// <summary>Units of pending orders.</summary>
    public long Held { get; private set; }

    /// <summary>Units of paid orders.</summary>
    public long Sold { get; private set; }

    /// <summary>Number of orders that are neither.</summary>
    public int EndedCount { get; private set; }

    /// <summary>Takes the next order in.</summary>
    /// <exception cref="InvalidOperationException">It does not come after the one before.</exception>
    public void Add(OrderEntry order)
    {
        if (order.Sequence <= _previous) throw new InvalidOperationException($"Order {order.Sequence} comes after order {_previous}.");
        _newest = Math.Max(_newest, order.Sequence);
        var page = OrderPage.NumberOf(_previous);
        if (page != OrderPage.NumberOf(order.Sequence)) _orders.PackIfSettled(page, _newest);
        _previous = order.Sequence;

        _buyers.Add(order, _buyers.Find(order.Buyer));
        _orders.Add(order);
        Count(order);
    }

    /// <summary>The state with these orders, and what follows from them.</summary>
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
