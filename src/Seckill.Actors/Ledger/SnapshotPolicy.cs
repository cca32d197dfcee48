namespace Seckill.Actors.Ledger;

/// <summary>
/// Decides when a ledger's writer saves a snapshot: after a number of entries, and not before the changes since the last snapshot are half as
/// many as what is to be saved again. The first rule bounds recovery. The second keeps the cost of snapshots linear in what was ever
/// written: saving a million orders every 500 entries would cost more than the sale.
/// </summary>
internal sealed class SnapshotPolicy(int everyEntries)
{
    private int _entries;
    private long _changes;
    private long _saved;

    /// <summary>Whether anything was committed since the last snapshot was requested.</summary>
    public bool HasUnsaved => _entries > 0;

    /// <summary>The newest snapshot: the one from which recovery started, or one saved since; 0 when there is none.</summary>
    public long Newest => _saved;

    /// <summary>Records that recovery started from a snapshot.</summary>
    public void Restored(long revision) => _saved = revision;

    /// <summary>Records a committed entry with a number of changes.</summary>
    public void Committed(long changes)
    {
        _entries++;
        _changes += changes;
    }

    /// <summary>Whether a snapshot is worth its cost now; if so, counting starts over.</summary>
    /// <param name="kept">How much there is to save.</param>
    public bool TakeDue(long kept)
    {
        if (_entries < everyEntries || _changes < kept / 2) return false;
        (_entries, _changes) = (0, 0);
        return true;
    }

    /// <summary>Records a saved snapshot. Returns the revision up to which older ones may go, all but the previous; null if none.</summary>
    public long? Saved(long revision)
    {
        var previous = _saved;
        _saved = revision;
        return previous > 1 ? previous - 1 : null;
    }
}
