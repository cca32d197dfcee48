using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Ledger;

/// <summary>One journal entry of one item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Revision">The entry's sequence number: 1, 2, 3, … without gaps.</param>
/// <param name="Batch">The entry.</param>
public sealed record LedgerEntry(ItemId ItemId, long Revision, BatchCommitted Batch);
