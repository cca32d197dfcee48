namespace Seckill.Operations.Rates;

/// <summary>
/// Counts the purchases that this node refuses, for those who watch. While nobody watches, a refusal costs the read of one field.
/// </summary>
public sealed class PurchaseTally
{
    private readonly Lock _gate = new();
    private Watch[] _watches = [];

    /// <summary>Whether anybody watches. Ask before <see cref="Refused"/>: finding out the item costs something.</summary>
    public bool IsWatched => Volatile.Read(ref _watches).Length > 0;

    /// <summary>A purchase of an item was refused, for whatever reason.</summary>
    public void Refused(string? item)
    {
        foreach (var watch in Volatile.Read(ref _watches)) watch.Count(item);
    }

    /// <summary>Counts refusals from now on: those of one item, or, with null, all. Dispose it to end that.</summary>
    internal Watch Begin(string? item)
    {
        var watch = new Watch(this, item);
        lock (_gate) Volatile.Write(ref _watches, [.. _watches, watch]);
        return watch;
    }

    private void End(Watch watch)
    {
        lock (_gate) Volatile.Write(ref _watches, [.. _watches.Where(other => other != watch)]);
    }

    /// <summary>What one console watches.</summary>
    internal sealed class Watch(PurchaseTally tally, string? item) : IDisposable
    {
        private long _refused;

        /// <summary>The refusals since the last call.</summary>
        public long Take() => Interlocked.Exchange(ref _refused, 0);

        public void Count(string? refusedItem)
        {
            if (item is null || item == refusedItem) Interlocked.Increment(ref _refused);
        }

        public void Dispose() => tally.End(this);
    }
}
