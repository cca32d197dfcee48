using System.ComponentModel;
using Seckill.Actors.Board;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Access.Tickets;

/// <summary>A ticket as JSON.</summary>
internal sealed record TicketResource
{
    [Description("Goes into the body of the purchase. It is good for one purchase, by this buyer, of this item.")]
    public required string Ticket { get; init; }

    [Description("From then on it is worth nothing.")]
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Where tickets are to be had, from the start of an item's sale on and by nobody before.</summary>
internal static class TicketEndpoints
{
    public static void MapTickets(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/items/{itemId}/ticket", Issue)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "getTicket", "Gets a ticket for an item",
                "An item that says `ticketRequired` sells only to buyers with a ticket, and to each ticket once. Nobody gets one before the start, "
                + "nor while the item does not sell; when it has sold out, it joins the waiting list, if the item has one. A purchase that is refused does not use its ticket up.")
            .Answers<TicketResource>(200, "A ticket.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.ItemNotFound, ProblemKind.NotStarted,
                ProblemKind.SoldOut, ProblemKind.Paused, ProblemKind.Closed, ProblemKind.RateLimited, ProblemKind.Overloaded);

    private static IResult Issue(
        string itemId, HttpContext context, Board board, NewPurchasesSwitch newPurchases, StockDisplay display, TicketDesk tickets, TimeProvider time)
    {
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;
        if (!newPurchases.IsOn && !newPurchases.IsOff) return ItemCatalogue.StillLoading();
        if (FindRefusal(newPurchases.IsOff ? status with { IsPaused = true } : status, board, time.GetUtcNow()) is { } closed)
            return (closed with { Status = display.Of(status) }).ToProblem();
        return new JsonAnswer<TicketResource>(200, tickets.Issue(Caller.Of(context).Buyer, status.Id), HostJson.Default.TicketResource);
    }

    /// <summary>
    /// A status that may be old never keeps anybody from buying; the item decides. Before the start there is no such doubt. After the sell-out
    /// a ticket is good for a place on the waiting list.
    /// </summary>
    private static Reply? FindRefusal(ItemStatus status, Board board, DateTimeOffset now)
    {
        if (OutcomeProblems.RefusalOf(status, now) is not { } refusal) return null;
        return refusal.Outcome is Outcome.SoldOut && (status.Terms.WaitingList || !board.IsFresh(status.Id)) ? null : refusal;
    }
}
