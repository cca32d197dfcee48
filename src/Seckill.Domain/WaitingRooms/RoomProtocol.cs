using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.WaitingRooms;

/// <summary>All messages of a waiting room: commands, the events that it records, and its replies.</summary>
public static class RoomProtocol
{
    /// <summary>An intent or a question. Repeating it is always safe.</summary>
    public interface IRoomCommand;

    /// <summary>Makes the room ready for a listing: it chooses its seed, once.</summary>
    public sealed record OpenRoom : IRoomCommand;

    /// <summary>Asks for a place; the one that the buyer has is kept.</summary>
    public sealed record JoinRoom(BuyerId Buyer) : IRoomCommand;

    /// <summary>Gives the place up.</summary>
    public sealed record LeaveRoom(BuyerId Buyer) : IRoomCommand;

    /// <summary>Asks which place a buyer has.</summary>
    public sealed record FindPlace(BuyerId Buyer) : IRoomCommand;

    /// <summary>Draws the places. The room sends it to itself, once the item has said that its sale has started.</summary>
    public sealed record DrawPlaces : IRoomCommand;

    /// <summary>Admits as many as the item can serve. The room sends it to itself.</summary>
    /// <param name="Available">Units that can be sold now.</param>
    /// <param name="Orders">Orders that the item has made so far.</param>
    /// <param name="Claimed">
    /// By a step's <see cref="AdmissionStep.UpTo"/>: how many of its people were heard of since. Steps that are not in it count in full.
    /// </param>
    public sealed record AdmitPeople(long Available, long Orders, IReadOnlyDictionary<int, int> Claimed) : IRoomCommand;

    /// <summary>Represents a command that only a newer version of the program knows: it is answered with <see cref="RoomOutcome.Overloaded"/>.</summary>
    public sealed record UnknownRoomCommand : IRoomCommand;

    /// <summary>Something that happened. The meaning of a stored event never changes.</summary>
    public interface IRoomEvent;

    /// <summary>The one journal entry of a batch.</summary>
    /// <param name="At">The room's clock when it decided; UTC, whole milliseconds.</param>
    /// <param name="Events">What happened; never empty.</param>
    public sealed record RoomCommitted(DateTimeOffset At, ImmutableArray<IRoomEvent> Events);

    /// <summary>The room chose its seed. It is secret until <see cref="PlacesDrawn"/>.</summary>
    public sealed record SeedChosen(RoomSeed Seed) : IRoomEvent;

    /// <summary>People came. Before the draw they have no numbers; afterwards they got the next ones, in this order.</summary>
    /// <param name="FirstNumber">The first one's number; 0 before the draw.</param>
    /// <param name="Buyers">Who; never empty.</param>
    public sealed record PeopleJoined(int FirstNumber, ImmutableArray<BuyerId> Buyers) : IRoomEvent;

    /// <summary>Somebody left.</summary>
    public sealed record PersonLeft(BuyerId Buyer) : IRoomEvent;

    /// <summary>Somebody who had left came back in time, and has the place again.</summary>
    public sealed record PersonReturned(BuyerId Buyer) : IRoomEvent;

    /// <summary>The set of people was closed, the seed revealed, and the places drawn (<see cref="Draw"/>): one event, so nobody can come between.</summary>
    /// <param name="Seed">The seed.</param>
    /// <param name="Count">How many people were there.</param>
    public sealed record PlacesDrawn(RoomSeed Seed, int Count) : IRoomEvent;

    /// <summary>People were admitted.</summary>
    /// <param name="UpTo">The cursor from now on.</param>
    /// <param name="ExpiresAt">Until when they may buy.</param>
    /// <param name="Orders">Orders that the item had made, as far as the room knew.</param>
    public sealed record PeopleAdmitted(int UpTo, DateTimeOffset ExpiresAt, long Orders) : IRoomEvent;

    /// <summary>How a command ended. Numbers cross the wire: never renumber.</summary>
    public enum RoomOutcome
    {
        /// <summary>The room has a seed, now or since earlier.</summary>
        Opened = 1,

        /// <summary>The buyer got a place.</summary>
        Joined = 2,

        /// <summary>The buyer has a place already.</summary>
        Present = 3,

        /// <summary>The buyer has no place, or has given it up.</summary>
        Absent = 4,

        /// <summary>The room takes no more people.</summary>
        Full = 5,

        /// <summary>There is no such room.</summary>
        NotOpen = 6,

        /// <summary>A bounded buffer is full; nothing was decided.</summary>
        Overloaded = 7,

        /// <summary>No answer in time, or the write failed; repeating the request is safe.</summary>
        OutcomeUnknown = 8,

        /// <summary>The room did what it asked itself to do, or had nothing to do.</summary>
        Done = 9,
    }

    /// <summary>The answer to one command.</summary>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Number">The buyer's number; 0 before the draw, and when there is none.</param>
    public readonly record struct RoomReply(RoomOutcome Outcome, int Number = 0);
}
