using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Domain.Items;
using Seckill.Host.Access;
using Seckill.Host.Access.Rates;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.WaitingList;

/// <summary>
/// Waiting for units of a sold-out item to come back. Joining and leaving write to the item's ledger, so they count as purchases do. A place
/// is read from the item by a query, which travels with those of others; nothing is written for it.
/// </summary>
internal static class WaitingListEndpoints
{
    private const string Route = "/api/items/{itemId}/waiting-list";

    public static void MapWaitingList(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Route, JoinAsync)
            .ForBuyers()
            .Describes(
                Tag.Shoppers, "joinWaitingList", "Joins the waiting list of a sold-out item",
                "Units that come back are offered to those who wait, in order and one each; an offer is a pending order with a payment window of its "
                + "own. Repeating the request is safe: whoever waits, or has an offer, gets the same place again. While units are available there is "
                + "nothing to wait for (`available`): buy one.")
            .Takes<WaitingListRequest>(isRequired: false, """{"ticket":"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"}""")
            .Answers<WaitingPlaceResource>(200, "Your place.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.TicketRequired, ProblemKind.TicketInvalid,
                ProblemKind.ItemNotFound, ProblemKind.NoWaitingList, ProblemKind.NotStarted, ProblemKind.Paused, ProblemKind.Closed,
                ProblemKind.LimitReached, ProblemKind.CoolingDown, ProblemKind.Available, ProblemKind.WaitingListFull, ProblemKind.RateLimited,
                ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

        routes.MapGet(Route, FindAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "getWaitingPlace", "Reads your place on the waiting list",
                "Ask again every few seconds while you wait, and when the item's status changes.")
            .Answers<WaitingPlaceResource>(200, "Your place.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.ItemNotFound, ProblemKind.NoWaitingList, ProblemKind.Overloaded,
                ProblemKind.OutcomeUnknown);

        routes.MapDelete(Route, LeaveAsync)
            .ForBuyers()
            .Describes(
                Tag.Shoppers, "leaveWaitingList", "Leaves the waiting list",
                "Idempotent. An offer stays as it is: it is an order, and is cancelled like one.")
            .Answers<WaitingPlaceResource>(200, "`none`, or the offer that was made meanwhile.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.ItemNotFound, ProblemKind.NoWaitingList, ProblemKind.RateLimited,
                ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);
    }

    private static async Task<IResult> JoinAsync(
        string itemId, HttpContext context, Board board, ItemGateway gateway, PurchaseRates rates, TicketDesk tickets, TimeProvider time)
    {
        var buyer = Caller.Of(context).Buyer;
        if (rates.Refuse(buyer, context) is { } tooMany) return tooMany;
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.WaitingListRequest);
        if (body.Refusal is { } unreadable) return unreadable;
        if (FindRefusal(itemId, board, out var status) is { } refusal) return refusal;
        if (OutcomeProblems.RefusalOf(status!, time.GetUtcNow()) is { Outcome: Outcome.NotStarted or Outcome.Closed } tooEarlyOrLate
            && board.MayRefuse(status!.Id, buyer))
            return tooEarlyOrLate.ToProblem();

        Ticket? ticket = null;
        if (status!.Terms.TicketRequired)
        {
            if (body.Value?.Ticket is not { } text) return new Reply(Outcome.TicketRequired).ToProblem();
            switch (tickets.Check(text, buyer, status.Id, out var genuine))
            {
                case TicketVerdict.Forged:
                    return new Reply(Outcome.TicketInvalid).ToProblem();
                case TicketVerdict.Expired:
                    // It may belong to the repeat of a request that was served.
                    var place = await gateway.FindPlaceAsync(status.Id, buyer, context.RequestAborted);
                    return place.Outcome == Outcome.NotWaiting ? new Reply(Outcome.TicketInvalid).ToProblem() : Answer(place, board);
                default:
                    ticket = genuine;
                    break;
            }
        }

        return rates.RefuseAt(status.Id)
            ?? Answer(await gateway.SendAsync(status.Id, new JoinWaitingList(buyer, ticket), context.RequestAborted), board);
    }

    private static async Task<IResult> FindAsync(string itemId, HttpContext context, Board board, ItemGateway gateway) =>
        FindRefusal(itemId, board, out var status)
        ?? Answer(await gateway.FindPlaceAsync(status!.Id, Caller.Of(context).Buyer, context.RequestAborted), board);

    private static async Task<IResult> LeaveAsync(string itemId, HttpContext context, Board board, ItemGateway gateway, PurchaseRates rates)
    {
        var buyer = Caller.Of(context).Buyer;
        return rates.Refuse(buyer, context) ?? FindRefusal(itemId, board, out var status)
            ?? Answer(await gateway.SendAsync(status!.Id, new LeaveWaitingList(buyer), context.RequestAborted), board);
    }

    /// <summary>The refusal of an item that is not there, or has no waiting list; null otherwise, and then there is a status.</summary>
    private static Problem? FindRefusal(string itemId, Board board, out ItemStatus? status) =>
        !board.TryFind(itemId, out status, out var refusal) ? refusal
        : status.Terms.WaitingList ? null
        : new Reply(Outcome.NoWaitingList).ToProblem();

    private static IResult Answer(Reply reply, Board board)
    {
        // Whoever hears of an offer may press "buy" at once, and must not be told that the item is sold out, or that a ticket is missing.
        if (reply.Status is { } newer) board.Observe(newer);
        if (reply.Order is { } offer) board.ObserveHolder(offer.Id.Item, offer.Buyer);
        return WaitingPlaceResource.Of(reply) is { } place
            ? new JsonAnswer<WaitingPlaceResource>(200, place, HostJson.Default.WaitingPlaceResource)
            : reply.ToProblem();
    }
}
