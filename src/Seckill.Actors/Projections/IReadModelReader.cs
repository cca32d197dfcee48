using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>The reading side of the read model.</summary>
public interface IReadModelReader
{
    /// <summary>An order, and the revision of its item that the table has reached; the order is null when there is no row.</summary>
    Task<(Order? Order, long Revision)> FindOrderAsync(OrderId id, CancellationToken cancellation);

    /// <summary>A buyer's orders after <paramref name="after"/>, newest first (by <see cref="Order.CreatedAt"/>, then id).</summary>
    Task<IReadOnlyList<Order>> ListOrdersAsync(BuyerId buyer, OrderCursor? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// An item's orders that pass the filter, after <paramref name="after"/>: newest first, by number, or, for one buyer, as the buyer's own
    /// list is sorted.
    /// </summary>
    Task<IReadOnlyList<Order>> ListOrdersAsync(
        ItemId item, OrderFilter filter, OrderCursor? after, int limit, CancellationToken cancellation);

    /// <summary>An item's orders with numbers above <paramref name="after"/> and up to <paramref name="until"/>, by number.</summary>
    Task<IReadOnlyList<Order>> ReadOrdersAsync(ItemId item, long after, long until, int limit, CancellationToken cancellation);

    /// <summary>How far an item's rows have come; null when the table has no such item.</summary>
    Task<TableHead?> FindHeadAsync(ItemId item, CancellationToken cancellation);

    /// <summary>
    /// The last known public status of every item, and its unsettled refunds. A row with values that no item can have is left out: its item
    /// has an offset, but no row.
    /// </summary>
    Task<IReadOnlyList<ItemRow>> ListItemsAsync(CancellationToken cancellation);

    /// <summary>Counts of one item's rows, all at one revision; null when the table has no such item.</summary>
    Task<TableCounts?> CountAsync(ItemId item, CancellationToken cancellation);
}

/// <summary>The end of a page of orders.</summary>
public readonly record struct OrderCursor(DateTimeOffset CreatedAt, OrderId Id);
