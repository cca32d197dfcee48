using System.ComponentModel;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access.Challenges;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.WaitingRooms;
using Seckill.Host.Wire;

namespace Seckill.Host.Access.Tickets;

/// <summary>A ticket as JSON.</summary>
internal sealed record TicketResource
{
    [Description("Goes into the body of the purchase. It is good for one purchase, by this buyer, of this item.")]
    public required string Ticket { get; init; }

    [Description("From then on it is worth nothing.")]
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a buyer hands in for a ticket.</summary>
internal sealed record TicketRequest
{
    [Description("The challenge with its solution. Needed only when the item says `challengeRequired`.")]
    public ChallengeAnswer? Challenge { get; init; }
}

/// <summary>Where tickets are to be had, from the start of an item's sale on and by nobody before.</summary>
internal static class TicketEndpoints
{
    public static void MapTickets(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/items/{itemId}/ticket", IssueAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "getTicket", "Gets a ticket for an item",
                "An item that says `ticketRequired` sells only to buyers with a ticket, and to each ticket once. Nobody gets one before the start, "
                + "nor while the item does not sell; when it has sold out, it joins the waiting list, if the item has one. A purchase that is "
                + "refused does not use its ticket up. An item that says `challengeRequired` gives a ticket only for a solved challenge, and for the same challenge always the same ticket.")
            .Takes<TicketRequest>(
                isRequired: false,
                """{"challenge":{"kind":"wait","salt":"00112233445566778899aabbccddeeff","notBefore":"2026-11-11T10:00:30Z","expiresAt":"2026-11-11T10:05:30Z","signature":"AAECAwQFBgcICQoLDA0ODw"}}""")
            .Answers<TicketResource>(200, "A ticket.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.ChallengeRequired, ProblemKind.ChallengeInvalid,
                ProblemKind.NotAdmitted, ProblemKind.ItemNotFound, ProblemKind.NotStarted, ProblemKind.SoldOut, ProblemKind.Paused, ProblemKind.Closed,
                ProblemKind.RateLimited, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

    private static async Task<IResult> IssueAsync(
        string itemId, HttpContext context, TicketHours hours, TicketDesk tickets, ChallengeDesk challenges, RoomGateway rooms,
        Places places)
    {
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.TicketRequest);
        if (body.Refusal is not null) return body.Refusal;
        var item = hours.FindOpen(itemId);
        if (item.Value is not { } status) return item.Refusal!;
        var buyer = Caller.Of(context).Buyer;
        if (status.Terms.Queue == ItemQueue.Open) return await IssueByRoomAsync(status, buyer, rooms, places, context.RequestAborted);
        if (!status.Terms.ChallengeRequired) return Answer(tickets.Issue(buyer, status.Id));
        return challenges.Redeem(body.Value?.Challenge, buyer, status.Id, out var ticket) is { } refusal
            ? refusal
            : Answer(tickets.Issue(buyer, status.Id, ticket));
    }

    /// <summary>Where there is a waiting room, the challenge was handed in on the way into it.</summary>
    private static async Task<IResult> IssueByRoomAsync(
        ItemStatus item, BuyerId buyer, RoomGateway rooms, Places places, CancellationToken cancellation)
    {
        var answer = await rooms.FindAsync(item.Id, buyer, cancellation);
        if (Places.RefusalOf(answer) is { } unknown) return unknown;
        return places.TicketOf(item, buyer, places.Locate(item, buyer, answer)) is { } ticket
            ? Answer(ticket)
            : new Problem(ProblemKind.NotAdmitted, "The waiting room has not admitted you; join it with POST /api/items/{itemId}/queue.");
    }

    private static JsonAnswer<TicketResource> Answer(TicketResource ticket) => new(200, ticket, HostJson.Default.TicketResource);
}
