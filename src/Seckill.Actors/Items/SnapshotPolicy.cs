using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>
/// Says when an item saves a snapshot: after so many entries, and not before the changes since the last one are half as many as
/// the orders it would save again. The first bounds recovery, the second keeps the cost of snapshots linear in the orders sold:
/// saving a million orders every 500 entries would cost more than the sale.
/// </summary>
internal sealed class SnapshotPolicy(int everyEntries)
{
    private int _entries;
    private long _changes;
    private long _saved;

    /// <summary>Whether anything was committed since the last snapshot was asked for.</summary>
    public bool HasUnsaved => _entries > 0;

    /// <summary>The newest snapshot: the one that recovery began from, or that was saved since; 0 when there is none.</summary>
    public long Newest => _saved;

    /// <summary>Notes that recovery began from a snapshot.</summary>
    public void Restored(long revision) => _saved = revision;

    /// <summary>Notes a committed entry.</summary>
    public void Committed(BatchCommitted batch)
    {
        _entries++;
        foreach (var change in batch.Events)
        {
            _changes += change switch
            {
                StockReserved reserved => reserved.Reservations.Length,
                StockReleased released => released.Sequences.Length,
                _ => 1,
            };
        }
    }

    /// <summary>Whether a snapshot is worth its cost now; if so, counting begins anew.</summary>
    public bool TakeDue(ItemState state)
    {
        if (_entries < everyEntries || _changes < state.Orders.Count / 2) return false;
        (_entries, _changes) = (0, 0);
        return true;
    }

    /// <summary>Notes a saved snapshot. Returns the revision up to which older ones may go, keeping the one before; null if none.</summary>
    public long? Saved(long revision)
    {
        var previous = _saved;
        _saved = revision;
        return previous > 1 ? previous - 1 : null;
    }
}
