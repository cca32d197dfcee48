using System.Globalization;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Settings;
using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Access.Rates;
using Seckill.Host.Access.Tickets;
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
    StockDisplay display, TicketDesk tickets, CampaignPurchases campaigns, IOptions<SeckillLimits> limits, TimeProvider time)
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
            : BuyAsync(context, new ReserveStock(buyer, Quantity.One, key.Value), ticket: null);
    }

    private async Task ReadAndBuyAsync(HttpContext context, BuyerId buyer, IdempotencyKey? key)
    {
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.PurchaseRequest).ConfigureAwait(false);
        var refusal = body.Refusal;
        if (!Quantity.TryCreate(body.Value?.Quantity ?? 1, out var quantity)) refusal ??= Problem.Invalid("quantity", "'quantity' is 1 to 100.");
        await (refusal?.ExecuteAsync(context) ?? BuyAsync(context, new ReserveStock(buyer, quantity, key), body.Value?.Ticket)).ConfigureAwait(false);
    }

    private Task BuyAsync(HttpContext context, ReserveStock wish, string? ticket)
    {
        var itemId = (string)context.Request.RouteValues[ItemIdParameter]!;
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal.ExecuteAsync(context);
        if (!newPurchases.IsOn) return newPurchases.IsOff ? RepeatAsync(context, status, wish) : WaitAndBuyAsync(context, wish, ticket);
        return status.Terms.TicketRequired
            ? BuyWithTicketAsync(context, status, wish, ticket)
            : AskInSaleAsync(context, status, wish.Buyer, wish);
    }

    /// <summary>
    /// A ticket that no node gave to this buyer for this item is refused without a message, like none at all. Only a buyer of whom this node
    /// knows that they have an order may mean that one, and an expired ticket may belong to the repeat of a request that has won: then the
    /// item is asked without it, and gives the order, or refuses.
    /// </summary>
    private Task BuyWithTicketAsync(HttpContext context, ItemStatus status, ReserveStock wish, string? text)
    {
        var (verdict, ticket) = (TicketVerdict.Forged, default(Ticket));
        if (text is not null) verdict = tickets.Check(text, wish.Buyer, status.Id, out ticket);
        if (verdict == TicketVerdict.Genuine) return AskInSaleAsync(context, status, wish.Buyer, new ReserveWithTicket(wish, ticket));
        var refusal = new Reply(text is null ? Outcome.TicketRequired : Outcome.TicketInvalid);
        var mayBeRepeat = verdict == TicketVerdict.Expired
            ? !board.HadNoOrder(status.Id, wish.Buyer, status.Revision)
            : board.IsHolder(status.Id, wish.Buyer);
        return mayBeRepeat ? AskAsync(context, status.Id, wish, refusal) : refusal.ToProblem().ExecuteAsync(context);
    }

    private Task AskInSaleAsync(HttpContext context, ItemStatus status, BuyerId buyer, ICommand wish)
    {
        // A refusal at the edge must not hide an order or rely on an old status; in these cases the item decides.
        var phaseRefusal = OutcomeProblems.RefusalOf(status, time.GetUtcNow());
        return phaseRefusal is not null && board.MayRefuse(status.Id, buyer)
            ? Show(phaseRefusal).ExecuteAsync(context)
            : status.Terms.CampaignLimit is null
            ? AskAsync(context, status.Id, wish)
            : rates.RefuseAt(status.Id)?.ExecuteAsync(context) ?? BuyInCampaignAsync(context, status, wish);
    }

    /// <summary>
    /// What is left of the purchase goes on when the client leaves. A wish that reaches this point with a ticket has a genuine one.
    /// </summary>
    private Task BuyInCampaignAsync(HttpContext context, ItemStatus status, ICommand wish)
    {
        var reply = wish is ReserveWithTicket withTicket
            ? campaigns.BuyAsync(status, withTicket.Wish, withTicket.Ticket)
            : campaigns.BuyAsync(status, (ReserveStock)wish, ticket: null);
        return AnswerAsync(context, reply.WaitAsync(context.RequestAborted), withoutTicket: null);
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
    private async Task WaitAndBuyAsync(HttpContext context, ReserveStock wish, string? ticket)
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
        await (Blocked.Find(blocks, context, wish.Buyer)?.ExecuteAsync(context) ?? BuyAsync(context, wish, ticket)).ConfigureAwait(false);
    }

    /// <param name="context">The request.</param>
    /// <param name="item">Who is asked.</param>
    /// <param name="wish">For what.</param>
    /// <param name="withoutTicket">What to say instead when the item refuses because there is no ticket: why there is none.</param>
    private Task AskAsync(HttpContext context, ItemId item, ICommand wish, Reply? withoutTicket = null) =>
        rates.RefuseAt(item)?.ExecuteAsync(context)
        ?? AnswerAsync(context, gateway.SendAsync(item, wish, context.RequestAborted), withoutTicket);

    private async Task AnswerAsync(HttpContext context, Task<Reply> pending, Reply? withoutTicket)
    {
        var reply = await pending.ConfigureAwait(false);
        if (reply.Status is not null) board.Observe(reply.Status);
        await (reply.Outcome switch
        {
            Outcome.Reserved => AnswerAsync(context.Response, StatusCodes.Status201Created, reply.Order!),
            Outcome.AlreadyReserved => AnswerAsync(context.Response, StatusCodes.Status200OK, reply.Order!),
            Outcome.TicketRequired when withoutTicket is not null => withoutTicket.ToProblem().ExecuteAsync(context),
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
