using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// What an item remembers of one buyer. To ask it costs the same whatever the buyer has done: a buyer with a million orders, or
/// one who reserves and cancels all day, must not slow the others down.
/// </summary>
/// <param name="Units">Units held and owned.</param>
/// <param name="ActiveOrders">Sequences of the orders that hold or own them, oldest first.</param>
/// <param name="Keys">The buyer's remembered orders by idempotency key. Keys of different buyers never meet.</param>
/// <param name="OrderCount">Remembered orders, ended ones included; 1 or more in a committed state.</param>
public readonly record struct BuyerAccount(
    int Units, ImmutableList<long> ActiveOrders, ImmutableDictionary<IdempotencyKey, long> Keys, int OrderCount)
{
    internal static BuyerAccount Empty { get; } = new(0, [], ImmutableDictionary<IdempotencyKey, long>.Empty, 0);

    /// <summary>With one more order, perhaps an ended one, newer than all others.</summary>
    internal BuyerAccount With(OrderEntry order) =>
        order.IsActive ? Open(order) : this with { Keys = KeysWith(order), OrderCount = OrderCount + 1 };

    /// <summary>With one more active order, newer than all others.</summary>
    internal BuyerAccount Open(OrderEntry order) => new(
        Units + order.Quantity,
        ActiveOrders.Add(order.Sequence),
        KeysWith(order),
        OrderCount + 1);

    /// <summary>With an active order ended: it still answers for its key, but owns nothing.</summary>
    internal BuyerAccount End(OrderEntry order) => this with
    {
        Units = Units - order.Quantity,
        ActiveOrders = ActiveOrders.RemoveAt(ActiveOrders.BinarySearch(order.Sequence)),
    };

    /// <summary>Without an ended order.</summary>
    internal BuyerAccount Forget(OrderEntry order) => this with
    {
        Keys = order.Key is { } key ? Keys.Remove(key) : Keys,
        OrderCount = OrderCount - 1,
    };

    private ImmutableDictionary<IdempotencyKey, long> KeysWith(OrderEntry order) =>
        order.Key is { } key ? Keys.Add(key, order.Sequence) : Keys;
}
