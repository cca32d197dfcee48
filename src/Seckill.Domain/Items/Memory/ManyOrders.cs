using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// What an item remembers of a buyer with several orders. A look-up costs the same whatever the buyer has done: a buyer with a million
/// orders, or one who reserves and cancels all day, must not slow down the others.
/// </summary>
internal sealed record ManyOrders(
    int Units, ImmutableList<long> ActiveOrders, ImmutableDictionary<IdempotencyKey, long> Keys, int OrderCount, long LastEndedAtMs)
{
    public static ManyOrders None { get; } = new(0, [], ImmutableDictionary<IdempotencyKey, long>.Empty, 0, 0);

    /// <summary>Adds one more order, possibly an ended one, that is newer than all others.</summary>
    public ManyOrders With(OrderEntry order) => new(
        order.IsActive ? Units + order.Quantity : Units,
        order.IsActive ? ActiveOrders.Add(order.Sequence) : ActiveOrders,
        order.Key is { } key ? Keys.Add(key, order.Sequence) : Keys,
        OrderCount + 1,
        order.IsActive ? LastEndedAtMs : Math.Max(LastEndedAtMs, order.SettledAtMs));

    /// <summary>Adds one more key for one of the orders.</summary>
    public ManyOrders With(IdempotencyKey key, long sequence) => this with { Keys = Keys.Add(key, sequence) };

    /// <summary>Ends an active order: it still answers its key, but owns nothing.</summary>
    public ManyOrders End(OrderEntry order, long atMs) => this with
    {
        LastEndedAtMs = Math.Max(LastEndedAtMs, atMs),
        Units = Units - order.Quantity,
        ActiveOrders = ActiveOrders.RemoveAt(ActiveOrders.BinarySearch(order.Sequence)),
    };

    /// <summary>Removes an ended order and the keys that it answered.</summary>
    public ManyOrders Forget(OrderEntry order, ImmutableArray<IdempotencyKey> furtherKeys) => this with
    {
        Keys = (order.Key is { } key ? Keys.Remove(key) : Keys).RemoveRange(furtherKeys),
        OrderCount = OrderCount - 1,
    };
}
