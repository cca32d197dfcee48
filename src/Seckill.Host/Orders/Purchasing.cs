using Seckill.Actors.Board;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>
/// The purchase: the product of this service. Refusals come in the order of their cost, and only what may succeed, or may have
/// succeeded before, reaches the item.
/// </summary>
internal sealed class Purchasing(Board board, ItemGateway gateway, PurchaseRates rates, TimeProvider time)
{
    public async Task<IResult> BuyAsync(string itemId, HttpContext context)
    {
        var buyer = Caller.Of(context).Buyer;
        if (rates.Refuse(buyer, context.Connection.RemoteIpAddress) is { } tooMany) return tooMany;

        var wish = await ReadWishAsync(context, buyer).ConfigureAwait(false);
        if (wish.Refusal is not null) return wish.Refusal;
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;

        // A refusal at the edge must neither hide an order nor rest on old news: then the item is asked.
        var phaseRefusal = OutcomeProblems.RefusalOf(status, time.GetUtcNow());
        if (phaseRefusal is not null && board.MayRefuse(status.Id, buyer)) return phaseRefusal.ToProblem();

        var reply = await gateway.SendAsync(status.Id, wish.Value!, context.RequestAborted).ConfigureAwait(false);
        if (reply.Status is not null) board.Observe(reply.Status);
        return reply.Outcome switch
        {
            Outcome.Reserved => Answer(StatusCodes.Status201Created, OrderResource.Of(reply.Order!)),
            Outcome.AlreadyReserved => Answer(StatusCodes.Status200OK, OrderResource.Of(reply.Order!)),
            _ => reply.ToProblem(),
        };
    }

    private static async ValueTask<Requested<ReserveStock>> ReadWishAsync(HttpContext context, BuyerId buyer)
    {
        var key = context.Request.Headers.ReadIdempotencyKey();
        if (key.Refusal is not null) return Refuse(key.Refusal);
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.PurchaseRequest).ConfigureAwait(false);
        if (body.Refusal is not null) return Refuse(body.Refusal);
        return Quantity.TryCreate(body.Value?.Quantity ?? 1, out var quantity)
            ? new Requested<ReserveStock>(new ReserveStock(buyer, quantity, key.Value), null)
            : Refuse(Problem.Invalid("quantity", "'quantity' is 1 to 100."));
    }

    private static Requested<ReserveStock> Refuse(Problem refusal) => new(null, refusal);

    private static JsonAnswer<OrderResource> Answer(int status, OrderResource order) =>
        new(status, order, HostJson.Default.OrderResource) { Location = $"/api/orders/{order.OrderId}" };
}
