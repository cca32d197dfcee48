using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Items;
using Seckill.Domain.WaitingRooms;

namespace Seckill.Actors.WaitingRooms;

/// <summary>Bounds of waiting rooms, beside the engine's in the same section (<c>Seckill:Limits</c>). Checked at start.</summary>
public sealed class RoomLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Limits";

    /// <summary>People in the waiting room of one item; more get <c>overloaded</c>. Each costs about 150 bytes on the room's node.</summary>
    [Range(1, 5_000_000)]
    public int WaitingRoomPeopleMax { get; set; } = 200_000;

    /// <summary>Tickets that may be out for each unit that can be sold. More than 1, because not everybody who may buy does.</summary>
    [Range(1, 100)]
    public double WaitingRoomFactor { get; set; } = 1.5;

    /// <summary>People admitted per second at most; 0, the default, admits as fast as the item sells.</summary>
    [Range(0, 1_000_000)]
    public int WaitingRoomPerSecondMax { get; set; }

    /// <summary>How long an admitted person may buy.</summary>
    [Range(5, ItemLimits.TicketLifetimeSecondsMax)]
    public int WaitingRoomTicketSeconds { get; set; } = 60;

    /// <summary>An admitted person of whom no node has heard for so long no longer keeps others waiting. The ticket stays good.</summary>
    [Range(1, 600)]
    public int WaitingRoomClaimSeconds { get; set; } = 8;

    /// <summary>Who comes back within so long after leaving keeps the place.</summary>
    [Range(0, 3_600)]
    public int WaitingRoomGraceSeconds { get; set; } = 30;

    /// <summary>Shortest time between two steps of the admission, and between two publications.</summary>
    [Range(50, 10_000)]
    public int WaitingRoomStepMs { get; set; } = 500;

    /// <summary>People of one room whose number a node remembers, so that their polls cost no message; others are asked for again.</summary>
    [Range(100, 10_000_000)]
    public int WaitingRoomNumbersMax { get; set; } = 200_000;

    /// <summary>The rule that these make.</summary>
    public RoomRule Rule => new(
        WaitingRoomPeopleMax, WaitingRoomFactor, WaitingRoomPerSecondMax, TimeSpan.FromSeconds(WaitingRoomTicketSeconds),
        TimeSpan.FromSeconds(WaitingRoomClaimSeconds), TimeSpan.FromSeconds(WaitingRoomGraceSeconds));
}
