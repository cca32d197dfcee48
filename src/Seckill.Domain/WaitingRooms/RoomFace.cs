using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Domain.WaitingRooms;

/// <summary>
/// What every node knows of a waiting room, and may tell everybody. With it and with a buyer's number, which never changes, any node says
/// where the buyer is.
/// </summary>
/// <param name="Id">The item.</param>
/// <param name="Revision">Entries of the room's ledger.</param>
/// <param name="SeedHash">The hash of the seed; null for a room that was never opened.</param>
/// <param name="Seed">The seed; null until the places are drawn.</param>
/// <param name="DrawnAt">When they were.</param>
public sealed record RoomFace(ItemId Id, long Revision, SeedHash? SeedHash, RoomSeed? Seed, DateTimeOffset? DrawnAt)
{
    /// <inheritdoc cref="RoomState.DrawnCount"/>
    public int DrawnCount { get; init; }

    /// <inheritdoc cref="RoomState.LastNumber"/>
    public int LastNumber { get; init; }

    /// <inheritdoc cref="RoomState.Cursor"/>
    public int Cursor { get; init; }

    /// <inheritdoc cref="RoomState.FirstStepAt"/>
    public DateTimeOffset? FirstStepAt { get; init; }

    /// <inheritdoc cref="RoomState.Steps"/>
    public ImmutableArray<AdmissionStep> Steps { get; init; } = [];

    /// <inheritdoc cref="RoomState.ForgottenUpTo"/>
    public int ForgottenUpTo { get; init; }

    /// <inheritdoc cref="RoomState.Waiting"/>
    public int Waiting { get; init; }

    /// <inheritdoc cref="RoomState.LeftWaiting"/>
    public int LeftWaiting { get; init; }

    /// <summary>Whether the places are drawn.</summary>
    public bool IsDrawn => DrawnAt is not null;

    /// <summary>Where somebody with this number is; 0 is somebody who is there before the draw.</summary>
    /// <param name="number">The buyer's number.</param>
    /// <param name="item">The item as this node knows it.</param>
    /// <param name="isCertain">Whether this node has heard from item and room recently: only then is anybody told that they cannot win.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="latest">The later of that and the room's own clock, which ends tickets; <paramref name="now"/> when not known.</param>
    public Place PlaceOf(int number, ItemStatus item, bool isCertain, DateTimeOffset now, DateTimeOffset? latest = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (number == 0) return Place.Gathering;
        if (number <= Cursor) return Admitted(number, item, now, latest ?? now);
        var ahead = number - Cursor - 1;
        // Those who left are still counted above; at least these are people.
        var people = ahead - Math.Min(ahead, LeftWaiting);
        return isCertain && IsTooMany(people, UnitsToCome(item, now))
            ? new Place(PlaceState.CannotWin, ahead, number)
            : new Place(PlaceState.Waiting, ahead, number) { EstimatedSeconds = Estimate.Of(this, number, item.Terms.EndsAt, now) };
    }

    /// <summary>Whether the ticket of a number is over.</summary>
    public bool PlaceIsOver(int number, DateTimeOffset now) =>
        number > 0 && number <= Cursor && IsOver(Steps, ForgottenUpTo, number, now);

    private Place Admitted(int number, ItemStatus item, DateTimeOffset now, DateTimeOffset latest)
    {
        if (IsOver(Steps, ForgottenUpTo, number, latest) || ExpiryOf(Steps, ForgottenUpTo, number) is not { } expiresAt) return Place.Gone;
        // This node's clock may be behind the room's: nobody gets a ticket before the start.
        return now < item.Terms.StartsAt
            ? new Place(PlaceState.Waiting, 0, number)
            : new Place(PlaceState.Admitted, 0, number) { TicketExpiresAt = expiresAt };
    }

    /// <summary>
    /// Whether so many people ahead take every unit. Until the room has admitted anybody, those about to get tickets count as people ahead,
    /// and there are more tickets than units: then it is certain only when there is nothing to get.
    /// </summary>
    private bool IsTooMany(int people, long units) => units == 0 || (FirstStepAt is not null && people >= units);

    /// <summary>Units that somebody who waits may still get: none after the end.</summary>
    private static long UnitsToCome(ItemStatus item, DateTimeOffset now) =>
        item.PhaseAt(now) == Phase.Closed ? 0 : item.Stock.Available + item.Stock.Held;

    /// <summary>
    /// Whether the ticket of an admitted number is over, by this clock or by the room's own when it last admitted people: a node whose clock
    /// is behind must not tell the former place of somebody who has queued again.
    /// </summary>
    internal static bool IsOver(ImmutableArray<AdmissionStep> steps, int forgottenUpTo, int number, DateTimeOffset now)
    {
        var latest = steps.IsEmpty || steps[^1].At < now ? now : steps[^1].At;
        return !(ExpiryOf(steps, forgottenUpTo, number) > latest);
    }

    /// <summary>When the ticket of an admitted number expires, or did; null when that is long ago.</summary>
    internal static DateTimeOffset? ExpiryOf(ImmutableArray<AdmissionStep> steps, int forgottenUpTo, int number)
    {
        if (number <= forgottenUpTo) return null;
        var (from, to) = (0, steps.Length);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (steps[middle].UpTo < number) from = middle + 1;
            else to = middle;
        }

        return from < steps.Length ? steps[from].ExpiresAt : null;
    }
}
