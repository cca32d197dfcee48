using Seckill.Actors.Board;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Errors;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Host.WaitingRooms;

/// <summary>Tells buyers their places, from a room's answer and this node's boards.</summary>
internal sealed class Places(Board items, RoomBoard rooms, TicketDesk tickets, TimeProvider time)
{
    /// <summary>Where a buyer is, by an answer that is no refusal. Tells the room that an admitted buyer is there.</summary>
    public Place Locate(ItemStatus item, BuyerId buyer, RoomAnswer answer)
    {
        if (answer.Reply.Outcome is RoomOutcome.Absent) return Place.Gone;
        // An answer may be older than what the room has published since.
        var face = rooms.Find(item.Id) is { } known && known.Revision > answer.Face!.Revision ? known : answer.Face!;
        var number = answer.Reply.Number;
        if (number == 0 && face.IsDrawn) number = rooms.TryGetNumber(item.Id, buyer, out var drawn) ? drawn : 0;
        var isCertain = items.IsFresh(item.Id) && rooms.IsFresh(item.Id);
        var place = face.PlaceOf(number, item, isCertain, time.GetUtcNow(), rooms.NowOf(item.Id));
        if (place.State == PlaceState.Admitted) rooms.Claim(item.Id, buyer);
        return place;
    }

    /// <summary>The place as JSON, with the ticket of an admitted buyer.</summary>
    public PlaceResource Describe(ItemStatus item, BuyerId buyer, Place place) => new(
        PlaceResource.NameOf(place.State), place.Ahead, place.Position, place.EstimatedSeconds, item.Terms.SeedHash?.Text ?? "",
        rooms.Find(item.Id)?.Seed is { } seed ? Convert.ToHexStringLower(seed.Reveal()) : null,
        TicketOf(item, buyer, place)?.Ticket, time.GetUtcNow());

    /// <summary>
    /// The ticket of an admitted place; null for any other. Its number is the place's, so each poll gives the same one, and the item, which
    /// remembers the numbers of used tickets, sells to it once.
    /// </summary>
    public TicketResource? TicketOf(ItemStatus item, BuyerId buyer, Place place) => place.TicketExpiresAt is { } expiresAt
        ? tickets.Issue(buyer, item.Id, new Ticket((ulong)place.Position!.Value, expiresAt))
        : null;

    /// <summary>The refusal that an answer is; null when it is none.</summary>
    public static Problem? RefusalOf(RoomAnswer answer) => answer.Reply.Outcome switch
    {
        RoomOutcome.Joined or RoomOutcome.Present or RoomOutcome.Absent => null,
        RoomOutcome.Full => new Problem(ProblemKind.Overloaded, "The waiting room of this item is full; nobody is turned away who is in it."),
        RoomOutcome.OutcomeUnknown => new Problem(ProblemKind.OutcomeUnknown, "The waiting room has not answered in time; repeating the request is safe."),
        _ => new Problem(ProblemKind.Overloaded, "The waiting room cannot take more at the moment; nothing was decided."),
    };
}
