namespace Seckill.Domain.WaitingRooms;

/// <summary>Where a buyer is.</summary>
public enum PlaceState
{
    /// <summary>In the room; before the draw without a number.</summary>
    Waiting,

    /// <summary>The buyer may buy now.</summary>
    Admitted,

    /// <summary>
    /// At least as many people are ahead as units can still come. It is told as it is now: units that an operator adds change it, and so do
    /// people who are admitted and do not buy.
    /// </summary>
    CannotWin,

    /// <summary>The buyer has no place: never had one, gave it up, or let the ticket lapse.</summary>
    Left,
}

/// <summary>A buyer's place as a node tells it.</summary>
/// <param name="State">Where the buyer is.</param>
/// <param name="Ahead">People ahead, at most: some may have left. 0 before the draw, when nobody is ahead of anybody.</param>
/// <param name="Position">The buyer's number; null without one.</param>
public sealed record Place(PlaceState State, int Ahead, int? Position)
{
    /// <summary>In the room before the draw.</summary>
    public static Place Gathering { get; } = new(PlaceState.Waiting, 0, null);

    /// <summary>Not in the room.</summary>
    public static Place Gone { get; } = new(PlaceState.Left, 0, null);

    /// <summary>How long the wait will be; null when nothing reliable can be said.</summary>
    public int? EstimatedSeconds { get; init; }

    /// <summary>Until when the buyer may buy; set for <see cref="PlaceState.Admitted"/>.</summary>
    public DateTimeOffset? TicketExpiresAt { get; init; }
}
