namespace Seckill.Domain.Campaigns;

/// <summary>Bounds and constants of limits over a campaign.</summary>
public static class CampaignLimits
{
    /// <summary>Most units that a buyer may be allowed over a campaign.</summary>
    public const int LimitMax = 1_000_000;

    /// <summary>Slots of one buyer that may be open at a time; a further purchase is refused as overloaded.</summary>
    public const int OpenSlotsMax = 100;

    /// <summary>
    /// How far apart two nodes' clocks may be. A slot lasts that much longer than its purchase may take, and an item says that a slot is over
    /// only that much after its end: then no other node's clock can make it valid again.
    /// </summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(5);
}
