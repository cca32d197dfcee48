using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>The right to try one purchase of an item with a limit over its campaign.</summary>
/// <param name="Campaign">The campaign of which it was taken.</param>
/// <param name="Limit">The limit for which it was taken.</param>
/// <param name="Key">Names the order, unless the buyer's request has a key of its own.</param>
/// <param name="LapsesAt">From then on, by the item's clock, the item makes no order with it; UTC, whole milliseconds.</param>
public sealed record CampaignSlot(string Campaign, int Limit, IdempotencyKey Key, DateTimeOffset LapsesAt);

/// <summary>A slot whose outcome is not known.</summary>
/// <param name="Key">The key of its order, if there is one.</param>
/// <param name="LapsesAt">When it lapses.</param>
public readonly record struct SlotQuestion(IdempotencyKey Key, DateTimeOffset LapsesAt);

/// <summary>What became of a slot. Numbers cross the wire: never renumber.</summary>
public enum SlotFate
{
    /// <summary>It may still make an order.</summary>
    Open = 1,

    /// <summary>It has made an order, which is counted unless it has ended.</summary>
    Counted = 2,

    /// <summary>It has made no order that is remembered, and never will.</summary>
    Lapsed = 3,
}

/// <summary>What a buyer has of an item.</summary>
/// <param name="Units">Units held and owned.</param>
/// <param name="LastSequence">The item's newest order, of whichever buyer: orders up to it are counted.</param>
/// <param name="Fates">What became of the slots that were asked about, in that order.</param>
public sealed record BuyerHoldings(int Units, long LastSequence, ImmutableArray<SlotFate> Fates);
