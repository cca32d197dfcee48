using System.Collections.Immutable;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>What the node allows an item's waiting list. Whether an item has one, its terms say.</summary>
/// <param name="PlacesMax">Most buyers who wait; more are refused.</param>
/// <param name="IsOpen">False while nothing may be sold: then nobody joins, and units that come back wait for the first in the list.</param>
public sealed record WaitingRule(int PlacesMax, bool IsOpen = true)
{
    /// <summary>Number of places where the configuration says nothing.</summary>
    public const int PlacesDefault = 10_000;

    /// <summary>The default.</summary>
    public static WaitingRule Default { get; } = new(PlacesDefault);

    /// <summary>The buyers on the block list, as the node knows it; their blocks may be over.</summary>
    public ImmutableDictionary<BuyerId, Block> Blocks { get; init; } = ImmutableDictionary<BuyerId, Block>.Empty;

    /// <summary>Whether a buyer may not buy at present. Such a buyer is passed over instead of being offered a unit.</summary>
    public bool IsBlocked(BuyerId buyer, DateTimeOffset now) => Blocks.TryGetValue(buyer, out var block) && !block.IsOver(now);
}
