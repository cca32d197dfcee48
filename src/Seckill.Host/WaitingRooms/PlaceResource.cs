using System.ComponentModel;
using Seckill.Domain.WaitingRooms;

namespace Seckill.Host.WaitingRooms;

/// <summary>A buyer's place as JSON.</summary>
internal sealed record PlaceResource(
    [property: Description(
        "`waiting`; `admitted`: buy with the ticket; `cannot_win`: at least as many people are ahead as units can still come, as things stand; it ends when some of "
        + "them do not buy; `left`: no "
        + "place, because there never was one, it was given up, or its ticket has lapsed.")]
    string State,
    [property: Description("People ahead, at most: some of them may have left. 0 before the draw, when nobody is ahead of anybody.")] int Ahead,
    [property: Description("The place's number, from 1; it never changes. Null before the draw.")] int? Position,
    [property: Description("How long the wait will be, from what was admitted lately; null while nothing reliable can be said.")] int? EstimatedSeconds,
    [property: Description("SHA-256 of the seed, in hex; published when the item was listed.")] string SeedHash,
    [property: Description("The seed in hex, once the places are drawn: with it everybody can recompute the draw.")] string? Seed,
    [property: Description("Goes into the body of the purchase; only while admitted. The same each time.")] string? Ticket,
    DateTimeOffset UpdatedAt)
{
    /// <summary>All states.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<PlaceState>().Select(NameOf)];

    /// <summary>The name of a state in the contract.</summary>
    public static string NameOf(PlaceState state) => state switch
    {
        PlaceState.Waiting => "waiting",
        PlaceState.Admitted => "admitted",
        PlaceState.CannotWin => "cannot_win",
        PlaceState.Left => "left",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state without a name."),
    };
}
