using System.Collections.Concurrent;
using Akka.Persistence;

namespace Seckill.Actors.Items;

/// <summary>
/// Which snapshots this node's items do not start from any more. A snapshot can be readable and still wrong: then the ledger does not
/// continue it, and an item that began from it again and again would stay away for good, although its ledger is whole. It survives the
/// item's restarts, not the node's. Safe for many threads; one number for each item that ever had such a snapshot.
/// </summary>
public sealed class SnapshotTrust
{
    private readonly ConcurrentDictionary<string, long> _newest = new(StringComparer.Ordinal);

    /// <summary>The snapshots that an item may start from.</summary>
    public SnapshotSelectionCriteria For(string persistenceId) =>
        _newest.TryGetValue(persistenceId, out var newest) ? new SnapshotSelectionCriteria(newest) : SnapshotSelectionCriteria.Latest;

    /// <summary>Passes over a snapshot, and those after it.</summary>
    public void Doubt(string persistenceId, long revision) => _newest[persistenceId] = revision - 1;

    /// <summary>Takes notice of a good snapshot, newer than any in doubt.</summary>
    public void Restore(string persistenceId) => _newest.TryRemove(persistenceId, out _);
}
