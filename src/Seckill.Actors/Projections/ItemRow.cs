using Seckill.Domain.Items;

namespace Seckill.Actors.Projections;

/// <summary>One row of the <c>items</c> table.</summary>
/// <param name="Status">The public status.</param>
/// <param name="RefundsDue">Payments that must be refunded and have not been yet.</param>
public sealed record ItemRow(ItemStatus Status, long RefundsDue)
{
    /// <summary>Whether the item has work to do even without requests.</summary>
    public bool IsUnsettledAt(DateTimeOffset now) => Status.IsUnsettledAt(now, owesRefunds: RefundsDue > 0);

    /// <summary>Whether the item should be alive: unsettled, and its start not further away than the lead.</summary>
    public bool IsAwakeAt(DateTimeOffset now, TimeSpan lead) => IsUnsettledAt(now) && Status.Terms.StartsAt - now <= lead;
}
