using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger;

/// <summary>
/// One item's ledger and rows contradict each other, or one of them cannot be read: somebody changed them by hand, or the product has a
/// defect. The problem is permanent, and concerns no other item. A rebuild of the read model may repair it.
/// </summary>
public sealed class LedgerContradictedException(ItemId item, string message, Exception? cause = null)
    : InvalidOperationException(message, cause)
{
    /// <summary>The item.</summary>
    public ItemId ItemId => item;
}
