using System.Diagnostics;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Ledger;

/// <summary>One journal entry of one item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Revision">The entry's sequence number: 1, 2, 3, … without gaps.</param>
/// <param name="Batch">The entry.</param>
public sealed record LedgerEntry(ItemId ItemId, long Revision, BatchCommitted Batch)
{
    /// <summary>The activity of the write that made it; null when that is not traced, or when the entry was read from the ledger.</summary>
    public Activity? Trace { get; init; }
}
