using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>
/// Where this node's items hand over what they have committed, for the orders table. Bounded, never blocks an item: what does
/// not fit is noted and read from the ledger later.
/// </summary>
public sealed class ProjectionFeed
{
    private readonly Channel<LedgerEntry> _entries;
    private readonly ConcurrentDictionary<ItemId, ItemProgress> _progress = new();
    private readonly ConcurrentDictionary<ItemId, byte> _missed = new();
    private readonly ConcurrentDictionary<ItemId, byte> _contradicted = new();
    private readonly TimeProvider _time;

    /// <summary>Makes a feed that holds <see cref="SeckillLimits.ProjectionQueueMax"/> entries.</summary>
    public ProjectionFeed(IOptions<SeckillLimits> limits, TimeProvider time)
    {
        _time = time;
        _entries = Channel.CreateBounded<LedgerEntry>(
            new BoundedChannelOptions(limits.Value.ProjectionQueueMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Committed entries of this node's items that are not in the table yet.</summary>
    public long PendingEntries => _progress.Values.Sum(progress => progress.Pending);

    /// <summary>How long the oldest of them has been waiting; zero when there is none.</summary>
    public TimeSpan Lag
    {
        get
        {
            var oldest = _progress.Values.Where(progress => progress.Pending > 0).Min(progress => (long?)progress.PendingSince);
            return oldest is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    internal ChannelReader<LedgerEntry> Entries => _entries.Reader;

    /// <summary>Takes a committed entry.</summary>
    public void Offer(LedgerEntry entry)
    {
        ProgressOf(entry.ItemId).Committed(entry.Revision, _time.GetTimestamp());
        if (!_entries.Writer.TryWrite(entry)) Missed(entry.ItemId);
    }

    /// <summary>Takes notice of an item that has just recovered: the table may be behind its ledger.</summary>
    public void Recovered(ItemId item, long revision)
    {
        ProgressOf(item).Committed(revision, _time.GetTimestamp());
        Missed(item);
    }

    /// <summary>Lets the reader finish what was taken.</summary>
    internal void Complete() => _entries.Writer.TryComplete();

    internal void Missed(ItemId item) => _missed.TryAdd(item, 0);

    /// <summary>Takes notice that entries were lost on their way to the reader: all that are not in the table yet may be among them.</summary>
    internal void MissedPending()
    {
        foreach (var (item, progress) in _progress)
        {
            if (progress.Pending > 0) Missed(item);
        }
    }

    /// <summary>Gives an item up until the process starts again; the others go on. Its lag grows, so that somebody looks.</summary>
    internal void GiveUp(ItemId item) => _contradicted.TryAdd(item, 0);

    internal bool IsGivenUp(ItemId item) => _contradicted.ContainsKey(item);

    /// <summary>Items that have to be read from the ledger; each is handed out once.</summary>
    internal IReadOnlyList<ItemId> TakeMissed() =>
        [.. _missed.Keys.Where(item => _missed.TryRemove(item, out _) && !IsGivenUp(item))];

    internal void Projected(ItemId item, long revision) => ProgressOf(item).Projected(revision, _time.GetTimestamp());

    internal bool IsBehind(ItemId item) => ProgressOf(item).Pending > 0;

    private ItemProgress ProgressOf(ItemId item) => _progress.GetOrAdd(item, static _ => new ItemProgress());

    /// <summary>How far an item's ledger and its rows have come.</summary>
    private sealed class ItemProgress
    {
        private readonly Lock _gate = new();
        private long _committed;
        private long _projected;

        public long Pending
        {
            get
            {
                lock (_gate) return Math.Max(0, _committed - _projected);
            }
        }

        /// <summary>
        /// The timestamp since which something is pending; once rows move on while more is pending, since then. Monotonic, so that
        /// setting the wall clock neither hides a lag nor makes one up.
        /// </summary>
        public long PendingSince { get; private set; }

        public void Committed(long revision, long at)
        {
            lock (_gate)
            {
                if (_projected >= _committed) PendingSince = at;
                _committed = Math.Max(_committed, revision);
            }
        }

        public void Projected(long revision, long at)
        {
            lock (_gate)
            {
                if (revision <= _projected) return;
                _projected = revision;
                PendingSince = at;
            }
        }
    }
}
