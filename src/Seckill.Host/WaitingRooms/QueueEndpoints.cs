using System.Diagnostics.CodeAnalysis;
using Seckill.Actors.Board;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Host.Access;
using Seckill.Host.Access.Challenges;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Items.Streams;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Host.WaitingRooms;

/// <summary>The waiting room of an item.</summary>
internal static class QueueEndpoints
{
    private const string Path = "/api/items/{itemId}/queue";

    private static readonly ProblemKind[] Always =
    [
        ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.ItemNotFound, ProblemKind.NotFound, ProblemKind.RateLimited,
        ProblemKind.Overloaded, ProblemKind.OutcomeUnknown,
    ];

    public static void MapQueue(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, JoinAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "joinQueue", "Joins the waiting room of an item",
                "For items whose `queue` is `open`. Everybody who joins before the start gets a place by a draw at the start; who joins later gets the "
                + "next one. Repeating it keeps the place, and so does coming back soon after leaving. An item that says `challengeRequired` takes "
                + "newcomers only with a solved challenge.")
            .Takes<TicketRequest>(
                isRequired: false,
                """{"challenge":{"kind":"wait","salt":"00112233445566778899aabbccddeeff","notBefore":"2026-11-11T10:00:30Z","expiresAt":"2026-11-11T10:05:30Z","signature":"AAECAwQFBgcICQoLDA0ODw"}}""")
            .Answers<PlaceResource>(201, "A new place.")
            .Answers<PlaceResource>(200, "The place that the caller has.")
            .Refuses([.. Always, ProblemKind.ChallengeRequired, ProblemKind.ChallengeInvalid, ProblemKind.CannotWin, ProblemKind.Closed]);

        routes.MapGet(Path, FindAsync)
            .ForCallers()
            .Describes(Tag.Shoppers, "getPlace", "Tells the caller's place", "Answered from the node's memory as a rule; poll it every few seconds.")
            .Answers<PlaceResource>(200, "The place.")
            .Refuses(Always);

        routes.MapDelete(Path, LeaveAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "leaveQueue", "Leaves the waiting room", "Idempotent. Joining again within half a minute, or what is configured, gives the place back.")
            .Answers<PlaceResource>(200, "No place.")
            .Refuses(Always);

        routes.MapGet($"{Path}/events", WatchAsync)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "watchPlace", "Follows the caller's place",
                "Server-Sent Events: `event: place`, `data:` the place. The first comes at once. A comment line every 10 s.")
            .TakesHeader("Last-Event-ID", "Sent by browsers when they reconnect. The stream begins with the current place in any case.", "9")
            .Answers<string>(200, "Events, until either side ends.", "text/event-stream")
            .Refuses(Always);
    }

    private static async Task<IResult> JoinAsync(
        string itemId, HttpContext context, Board board, RoomGateway rooms, Places places, ChallengeDesk challenges, TimeProvider time)
    {
        var body = await RequestBody.ReadOptionalAsync(context, HostJson.Default.TicketRequest);
        if (body.Refusal is not null) return body.Refusal;
        if (!TryFind(itemId, board, out var item, out var refusal)) return refusal;
        var buyer = Caller.Of(context).Buyer;
        if (rooms.Recall(item.Id, buyer) is null)
        {
            if (RefusalOf(item, board, time.GetUtcNow()) is { } late) return late;
            if (item.Terms.ChallengeRequired && challenges.Redeem(body.Value?.Challenge, buyer, item.Id, out _) is { } unsolved) return unsolved;
        }

        var answer = await rooms.JoinAsync(item.Id, buyer, context.RequestAborted);
        return Answer(item, context, places, answer);
    }

    private static async Task<IResult> FindAsync(string itemId, HttpContext context, Board board, RoomGateway rooms, Places places)
    {
        if (!TryFind(itemId, board, out var item, out var refusal)) return refusal;
        var answer = await rooms.FindAsync(item.Id, Caller.Of(context).Buyer, context.RequestAborted);
        return Answer(item, context, places, answer);
    }

    private static async Task<IResult> LeaveAsync(string itemId, HttpContext context, Board board, RoomGateway rooms, Places places)
    {
        if (!TryFind(itemId, board, out var item, out var refusal)) return refusal;
        var answer = await rooms.LeaveAsync(item.Id, Caller.Of(context).Buyer, context.RequestAborted);
        return Answer(item, context, places, answer);
    }

    private static async Task<IResult> WatchAsync(
        string itemId, HttpContext context, Board board, RoomGateway rooms, PlaceBroadcaster broadcaster, EventStreams streams)
    {
        if (!TryFind(itemId, board, out var item, out var refusal)) return refusal;
        if (HttpMethods.IsHead(context.Request.Method)) return new EventStreamHead();
        var buyer = Caller.Of(context).Buyer;
        var answer = await rooms.FindAsync(item.Id, buyer, context.RequestAborted);
        if (Places.RefusalOf(answer) is { } problem) return problem;
        return streams.OpenFor(
            item.Id, ClientAddress.Of(context), lastEventId: "", new PlaceFeed(broadcaster, buyer, answer));
    }

    /// <summary>Nobody should queue for what can no longer come. Before the start units may still be added.</summary>
    private static Problem? RefusalOf(ItemStatus item, Board board, DateTimeOffset now) => item.PhaseAt(now) switch
    {
        Phase.Closed => new Reply(Outcome.Closed).ToProblem(),
        Phase.SoldOut when item.Stock.Held == 0 && board.IsFresh(item.Id) =>
            new Problem(ProblemKind.CannotWin, "Every unit of this item is sold; none can come back by itself."),
        _ => null,
    };

    private static bool TryFind(
        string itemId, Board board, [NotNullWhen(true)] out ItemStatus? item, [NotNullWhen(false)] out Problem? refusal)
    {
        if (!board.TryFind(itemId, out item, out refusal)) return false;
        if (item.Terms.Queue == ItemQueue.Open) return true;
        (item, refusal) = (null, new Problem(ProblemKind.NotFound, "This item has no waiting room: it is bought without one."));
        return false;
    }

    private static IResult Answer(ItemStatus item, HttpContext context, Places places, RoomAnswer answer)
    {
        if (Places.RefusalOf(answer) is { } refusal) return refusal;
        var buyer = Caller.Of(context).Buyer;
        var place = places.Describe(item, buyer, places.Locate(item, buyer, answer));
        return new JsonAnswer<PlaceResource>(answer.Reply.Outcome == RoomOutcome.Joined ? 201 : 200, place, HostJson.Default.PlaceResource);
    }
}
