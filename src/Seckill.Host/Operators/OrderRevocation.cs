using Seckill.Actors.Gateway;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Orders;
using Seckill.Host.Payments;
using Seckill.Host.Wire;
using Seckill.Operations.Orders;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Operators;

/// <summary>
/// Cancels any buyer's order for an operator. A pending one gives its units back, and its open payment is closed. A paid one gives its units
/// back too, and its money is refunded.
/// </summary>
internal sealed class OrderRevocation(ItemGateway gateway, DenialCheck denialCheck, OrderLookup orders, PaymentCloser payments)
{
    /// <summary>Cancels an order. Refused if there is none, or if it has expired.</summary>
    /// <param name="orderId">The order's id as given.</param>
    /// <param name="by">Who cancels it, and why.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<RequestPart<CancelledOrder>> RevokeAsync(string orderId, Attribution by, CancellationToken cancellation)
    {
        if (!orders.TryLocate(orderId, out var id, out var refusal)) return Refuse(refusal);
        var revoke = new RevokeOrder(id.Sequence) { By = by };
        var reply = await denialCheck.AskAsync(id.Item, () => gateway.SendAsync(id.Item, revoke, cancellation), cancellation).ConfigureAwait(false);
        switch (reply.Outcome)
        {
            case Outcome.OrderForgotten:
                return await RecallAsync(id, cancellation).ConfigureAwait(false);
            case Outcome.Cancelled or Outcome.Unchanged:
                // The payment of a refunded order is known, so there is nothing to close.
                if (reply.Order!.Status == OrderStatus.Cancelled) await payments.CloseAsync(id).ConfigureAwait(false);
                return new RequestPart<CancelledOrder>(new CancelledOrder(reply.Order, reply.Outcome == Outcome.Cancelled), null);
            default:
                return Refuse(reply.ToProblem());
        }
    }

    /// <summary>The order ended so long ago that the item has forgotten it; the table still has it.</summary>
    private async Task<RequestPart<CancelledOrder>> RecallAsync(OrderId id, CancellationToken cancellation)
    {
        var found = await orders.FindAsync(id, cancellation).ConfigureAwait(false);
        if (found.Value is not { } order) return Refuse(found.Refusal!);
        return order.Status is OrderStatus.Cancelled or OrderStatus.RefundDue or OrderStatus.Refunded
            ? new RequestPart<CancelledOrder>(new CancelledOrder(order, IsNew: false), null)
            : Refuse(new Reply(Outcome.OrderState) { Order = order }.ToProblem());
    }

    private static RequestPart<CancelledOrder> Refuse(Problem refusal) => new(null, refusal);
}
