using System.Collections.Concurrent;
using Akka.Persistence;

namespace Seckill.Actors.Ledger;

/// <summary>
/// The snapshots from which this node's writers no longer start. A snapshot can be readable and still wrong: then the ledger does not
/// continue it. A writer that kept starting from it would stay away for good, although its ledger is complete. This memory survives the
/// writer's restarts, not the node's. Safe for many threads; it holds one number for each writer that ever had such a snapshot.
/// </summary>
public sealed class SnapshotTrust
{
    private readonly ConcurrentDictionary<string, long> _newest = new(StringComparer.Ordinal);

    /// <summary>The snapshots from which a writer may start.</summary>
    public SnapshotSelectionCriteria For(string persistenceId) =>
        _newest.TryGetValue(persistenceId, out var newest) ? new SnapshotSelectionCriteria(newest) : SnapshotSelectionCriteria.Latest;

    /// <summary>Excludes a snapshot, and those after it.</summary>
    public void Doubt(string persistenceId, long revision) => _newest[persistenceId] = revision - 1;

    /// <summary>Records a good snapshot, newer than any doubtful one.</summary>
    public void Restore(string persistenceId) => _newest.TryRemove(persistenceId, out _);
}
