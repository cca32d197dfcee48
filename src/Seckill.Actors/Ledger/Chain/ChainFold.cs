using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger.Chain;

/// <summary>
/// Verifies one item's ledger row by row: numbers without gaps, bytes that give the stored hash, and every head that is known besides. It
/// stops at the first row that does not hold. Its memory does not grow with the ledger.
/// </summary>
/// <param name="item">The item.</param>
/// <param name="known">Heads that the ledger must have.</param>
internal sealed class ChainFold(ItemId item, IEnumerable<KnownHead> known)
{
    /// <summary>Most restarts that are reported.</summary>
    public const int RestartsMax = 100;

    private readonly Queue<KnownHead> _known = new(known.OrderBy(head => head.Revision));
    private readonly List<ChainRestart> _restarts = [];
    private long _revision;

    /// <summary>The hash of the row before; null when it has none.</summary>
    private LedgerHash? _previous;

    /// <summary>The newest hash that held, and its entry.</summary>
    public LedgerHash? Head { get; private set; }

    public long HeadEntry { get; private set; }

    public long? ChainedFrom { get; private set; }

    public ChainFault? Fault { get; private set; }

    public IReadOnlyList<ChainRestart> Restarts => _restarts;

    /// <summary>Takes the next row. False when it does not hold, or an earlier one did not.</summary>
    public bool Add(LedgerRow row)
    {
        Fault ??= FindFault(row);
        return Fault is null;
    }

    /// <summary>To be called after the last row: heads of entries that are not there show that the end was removed.</summary>
    public void End()
    {
        if (Fault is null && _known.TryPeek(out var head))
            Fault = new ChainFault(_revision + 1, $"the entry is missing: the {head.Source} knows entry {head.Revision}");
    }

    private ChainFault? FindFault(LedgerRow row)
    {
        var next = _revision + 1;
        if (row.Revision < next) return new ChainFault(row.Revision, "no entry may have this number");
        if (row.Revision > next) return new ChainFault(next, $"the entry is missing: entry {row.Revision} comes next");
        if (row.IsDeleted) return new ChainFault(next, "the entry is marked as deleted");
        if (!StoredEntry.TryRead(row, out var entry)) return new ChainFault(next, "the bytes are not an entry of a ledger");
        _revision = next;
        return (entry.Hash is null ? null : FindFault(entry)) ?? FindContradiction(entry.Hash) ?? Take(entry);
    }

    private ChainFault? FindFault(StoredEntry entry)
    {
        if (!entry.StartsChain && _previous is null && !entry.HasLostItsStart(item, _revision))
            return new ChainFault(HeadEntry + 1, $"entry {_revision} continues a chain, but the entry before it has no hash");
        var previous = entry.StartsChain ? null : _previous;
        return LedgerHash.Of(previous, item, _revision, entry.Hashed).Equals(entry.Hash)
            ? null
            : new ChainFault(_revision, "the bytes do not give the stored hash");
    }

    private ChainFault? FindContradiction(LedgerHash? hash)
    {
        while (_known.TryPeek(out var head) && head.Revision <= _revision)
        {
            if (!head.Hash.Equals(hash)) return new ChainFault(_revision, $"the {head.Source} knows the entry by the hash {head.Hash}");
            _known.Dequeue();
        }

        return null;
    }

    private ChainFault? Take(StoredEntry entry)
    {
        _previous = entry.Hash;
        if (entry.Hash is null) return null;
        if (ChainedFrom is not null && entry.StartsChain && _restarts.Count < RestartsMax)
            _restarts.Add(new ChainRestart(_revision, _revision - HeadEntry - 1));
        ChainedFrom ??= _revision;
        (Head, HeadEntry) = (entry.Hash, _revision);
        return null;
    }
}
