using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger.Chain;

/// <summary>What verifying a ledger has found.</summary>
/// <param name="Item">The item.</param>
/// <param name="Entries">Number of rows in its ledger.</param>
/// <param name="Head">The newest hash that holds; null when there is none.</param>
/// <param name="HeadEntry">The entry that has it; 0 when there is none. Entries after it carry no hash, or are not proven.</param>
/// <param name="ChainedFrom">The first entry with a hash; null when there is none. Earlier versions wrote the entries before it.</param>
/// <param name="Restarts">Where the chain starts again; at most <see cref="ChainFold.RestartsMax"/> of them.</param>
/// <param name="Fault">The first entry that does not hold, and why; null when the ledger is intact.</param>
/// <param name="Known">The heads that the ledger was compared with.</param>
/// <param name="AsOf">When the verification began.</param>
public sealed record ChainReport(
    ItemId Item, long Entries, LedgerHash? Head, long HeadEntry, long? ChainedFrom, IReadOnlyList<ChainRestart> Restarts, ChainFault? Fault,
    IReadOnlyList<KnownHead> Known, DateTimeOffset AsOf)
{
    /// <summary>Whether nothing was changed, removed or inserted, as far as the hashes reach.</summary>
    public bool IsIntact => Fault is null;
}

/// <summary>
/// An entry at which the chain starts again, because an earlier version of the program, which ran beside this one during an upgrade, wrote
/// the entries or the snapshot before it.
/// </summary>
/// <param name="Entry">The entry.</param>
/// <param name="Unhashed">Entries right before it that carry no hash.</param>
public sealed record ChainRestart(long Entry, long Unhashed);

/// <summary>The first entry that does not hold.</summary>
/// <param name="Entry">Its number.</param>
/// <param name="Problem">What is wrong, as a sentence without a full stop.</param>
public sealed record ChainFault(long Entry, string Problem);
