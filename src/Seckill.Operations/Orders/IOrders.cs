using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Orders;

/// <summary>Finds orders as buyers find them: in the table, or at the item where the table is behind. The edge has that already.</summary>
public interface IOrders
{
    /// <summary>An order of any buyer, or why there is none.</summary>
    Task<(Order? Order, Refusal? Refusal)> FindAsync(OrderId order, CancellationToken cancellation);

    /// <summary>A buyer's orders, newest first, or why they cannot be listed.</summary>
    /// <param name="buyer">The buyer.</param>
    /// <param name="cursor">Where the page before ended; null for the first page.</param>
    /// <param name="limit">Most orders on the page.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    Task<(BuyersOrders? Page, Refusal? Refusal)> ListAsync(BuyerId buyer, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>
    /// Cancels any buyer's order. A pending one gives its units back; so does a paid one, and its money is refunded. An order that is
    /// cancelled or being refunded is returned as it is.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="by">Who cancels it, and why.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    Task<(CancelledOrder? Cancelled, Refusal? Refusal)> CancelAsync(OrderId order, Attribution by, CancellationToken cancellation);
}

/// <summary>An order after an operator's cancellation.</summary>
/// <param name="Order">The order.</param>
/// <param name="IsNew">Whether this call has cancelled it; otherwise it was cancelled or being refunded before.</param>
public sealed record CancelledOrder(Order Order, bool IsNew);

/// <summary>A page of a buyer's orders.</summary>
/// <param name="Orders">Newest first.</param>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
/// <param name="Incomplete">Items of which an order may be missing, because their ledgers cannot be read.</param>
public sealed record BuyersOrders(IReadOnlyList<Order> Orders, string? NextCursor, IReadOnlyList<ItemId> Incomplete);
