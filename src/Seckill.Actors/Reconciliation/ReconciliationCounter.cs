namespace Seckill.Actors.Reconciliation;

/// <summary>Counts what the reconciliation has done on this node, for the metrics. Safe for many threads.</summary>
public sealed class ReconciliationCounter
{
    private long _itemsChecked;

    /// <summary>Items compared in the background since the start of this node.</summary>
    public long ItemsChecked => Interlocked.Read(ref _itemsChecked);

    internal void Add() => Interlocked.Increment(ref _itemsChecked);
}
