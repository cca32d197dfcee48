using System.Globalization;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Settings;
using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>
/// The purchase: the main task of this service. Refusals come in the order of their cost. Only a request that may succeed, or may have
/// succeeded before, reaches the item.
/// </summary>
internal sealed class Purchasing(
    Board board, ItemGateway gateway, PurchaseRates rates, NewPurchasesSwitch newPurchases, SettingsBoard settings, BlockList blocks,
    StockDisplay display, IOptions<SeckillLimits> limits, TimeProvider time)
{
    /// <summary>The route parameter with the item's id.</summary>
    public const string ItemIdParameter = "itemId";

    public Task BuyAsync(HttpContext context)
    {
        var buyer = Caller.Of(context).Buyer;
        if (rates.Refuse(buyer, context) is { } tooMany) return tooMany.ExecuteAsync(context);
        var key = context.Request.Headers.ReadIdempotencyKey();
        if (key.Refusal is not null) return key.Refusal.ExecuteAsync(context);
        return RequestBody.IsExpected(context.Request)
            ? ReadAndBuyAsync(context, buyer, key.Value)
            : BuyAsync(context, new ReserveStock(buyer, Quantity.One, key.Value));
    }

    private async Task ReadAndBuyAsync(HttpContext context, BuyerId buyer, IdempotencyKey? key)
    {
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.PurchaseRequest).ConfigureAwait(false);
        var refusal = body.Refusal;
        if (!Quantity.TryCreate(body.Value?.Quantity ?? 1, out var quantity)) refusal ??= Problem.Invalid("quantity", "'quantity' is 1 to 100.");
        await (refusal?.ExecuteAsync(context) ?? BuyAsync(context, new ReserveStock(buyer, quantity, key))).ConfigureAwait(false);
    }

    private Task BuyAsync(HttpContext context, ReserveStock wish)
    {
        var itemId = (string)context.Request.RouteValues[ItemIdParameter]!;
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal.ExecuteAsync(context);
        if (!newPurchases.IsOn) return newPurchases.IsOff ? RepeatAsync(context, status, wish) : WaitAndBuyAsync(context, wish);

        // A refusal at the edge must not hide an order or rely on an old status; in these cases the item decides.
        var phaseRefusal = OutcomeProblems.RefusalOf(status, time.GetUtcNow());
        return phaseRefusal is not null && board.MayRefuse(status.Id, wish.Buyer)
            ? Show(phaseRefusal).ExecuteAsync(context)
            : AskAsync(context, status.Id, wish);
    }

    /// <summary>
    /// While new purchases are switched off, every item is as good as paused. Whoever may have an order already still gets the item's
    /// answer, and the item makes no new one.
    /// </summary>
    private Task RepeatAsync(HttpContext context, ItemStatus status, ReserveStock wish)
    {
        var refusal = OutcomeProblems.RefusalOf(status with { IsPaused = true }, time.GetUtcNow())!;
        return board.MayRefuse(status.Id, wish.Buyer)
            ? refusal.ToProblem().ExecuteAsync(context)
            : AskAsync(context, status.Id, new RepeatPurchase(wish));
    }

    /// <summary>
    /// A node that has just started does not know yet what operators have said. As a rule it knows within moments, so the request waits for
    /// that, as long as it would wait for an item.
    /// </summary>
    private async Task WaitAndBuyAsync(HttpContext context, ReserveStock wish)
    {
        try
        {
            var patience = TimeSpan.FromMilliseconds(limits.Value.RequestTimeoutMs);
            await settings.WhenComplete.WaitAsync(patience, time, context.RequestAborted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ItemCatalogue.StillLoading().ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        // When the request came in, this node did not know the block list either.
        await (Blocked.Find(blocks, context, wish.Buyer)?.ExecuteAsync(context) ?? BuyAsync(context, wish)).ConfigureAwait(false);
    }

    private async Task AskAsync(HttpContext context, ItemId item, ICommand wish)
    {
        var reply = await gateway.SendAsync(item, wish, context.RequestAborted).ConfigureAwait(false);
        if (reply.Status is not null) board.Observe(reply.Status);
        await (reply.Outcome switch
        {
            Outcome.Reserved => AnswerAsync(context.Response, StatusCodes.Status201Created, reply.Order!),
            Outcome.AlreadyReserved => AnswerAsync(context.Response, StatusCodes.Status200OK, reply.Order!),
            _ => Show(reply).ExecuteAsync(context),
        }).ConfigureAwait(false);
    }

    /// <summary>The refusal, with the item's units as shoppers may see them.</summary>
    private Problem Show(Reply reply)
    {
        if (reply.Status is not { } status) return reply.ToProblem();
        var shown = display.Of(status);
        return (ReferenceEquals(shown, status) ? reply : reply with { Status = shown }).ToProblem();
    }

    private static Task AnswerAsync(HttpResponse response, int status, Order order)
    {
        response.Headers.Location = string.Create(
            CultureInfo.InvariantCulture, $"/api/orders/{order.Id.Item.Value}-{order.Id.Sequence}");
        return OrderJson.WriteAsync(response, status, order);
    }
}
