using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Operators;
using Seckill.Host.Wire;
using Seckill.Operations.Orders;
using Seckill.Operations.Palette;

namespace Seckill.Host.Orders;

/// <summary>Orders for operators' commands, found in the same way as a buyer's own.</summary>
internal sealed class OperatorOrders(OrderLookup orders, OrderLists lists, OrderRevocation revocation) : IOrders
{
    public async Task<(Order? Order, Refusal? Refusal)> FindAsync(OrderId order, CancellationToken cancellation)
    {
        if (!orders.TryLocate(order.ToString(), out var id, out var refusal)) return (null, refusal.ToRefusal());
        var found = await orders.FindAsync(id, cancellation).ConfigureAwait(false);
        return (found.Value, found.Refusal?.ToRefusal());
    }

    public async Task<(BuyersOrders? Page, Refusal? Refusal)> ListAsync(
        BuyerId buyer, string? cursor, int limit, CancellationToken cancellation)
    {
        OrderCursor? after = null;
        if (cursor is not null)
        {
            if (!Cursor.TryReadOrder(cursor, out var last)) return (null, Refusal.Invalid("Not a cursor of this list."));
            after = last;
        }

        var read = await lists.ReadAsync(buyer, after, limit + 1, cancellation).ConfigureAwait(false);
        if (read.Value is not { } list) return (null, read.Refusal!.ToRefusal());
        Order[] page = [.. list.Orders.Take(limit)];
        var next = list.Orders.Count > limit ? Cursor.Of(new OrderCursor(page[^1].CreatedAt, page[^1].Id)) : null;
        return (new BuyersOrders(page, next, list.Incomplete), null);
    }

    public async Task<(CancelledOrder? Cancelled, Refusal? Refusal)> CancelAsync(OrderId order, Attribution by, CancellationToken cancellation)
    {
        var cancelled = await revocation.RevokeAsync(order.ToString(), by, cancellation).ConfigureAwait(false);
        return (cancelled.Value, cancelled.Refusal?.ToRefusal());
    }
}
