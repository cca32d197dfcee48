using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>
/// Takes the committed entries of this node's items for the orders table. Bounded, and never blocks an item: entries that do not fit are
/// recorded as missed and read from the ledger later.
/// </summary>
public sealed class ProjectionFeed
{
    /// <summary>Longest pause between two attempts for an item whose rows refuse its ledger.</summary>
    private const double RetrySecondsMax = 60;

    /// <summary>Most traced entries that are remembered until their rows are written.</summary>
    private const int TracesMax = 1_000;

    private readonly Channel<LedgerEntry> _entries;
    private readonly ConcurrentDictionary<(ItemId Item, long Revision), Activity> _traces = new();
    private volatile bool _isTraced;
    private readonly ConcurrentDictionary<ItemId, ItemProgress> _progress = new();
    private readonly ConcurrentDictionary<ItemId, byte> _missed = new();
    private readonly ConcurrentDictionary<ItemId, Refusal> _refused = new();
    private readonly TimeProvider _time;

    /// <summary>Creates a feed that holds <see cref="SeckillLimits.ProjectionQueueMax"/> entries.</summary>
    public ProjectionFeed(IOptions<SeckillLimits> limits, TimeProvider time)
    {
        _time = time;
        _entries = Channel.CreateBounded<LedgerEntry>(
            new BoundedChannelOptions(limits.Value.ProjectionQueueMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Number of committed entries of this node's items that are not in the table yet.</summary>
    public long PendingEntries => _progress.Values.Sum(progress => progress.Pending);

    /// <summary>How long the oldest of them has waited; zero when there is none.</summary>
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
        if (entry.Trace is { } trace) Remember(entry, trace);
        if (!_entries.Writer.TryWrite(entry)) Missed(entry.ItemId);
    }

    /// <summary>Records that an item has just recovered: the table may be behind its ledger.</summary>
    public void Recovered(ItemId item, long revision)
    {
        ProgressOf(item).Committed(revision, _time.GetTimestamp());
        Missed(item);
    }

    /// <summary>
    /// The activity of the write that made an entry, also when the entry has been read from the ledger again; null when it is not traced.
    /// </summary>
    internal Activity? TraceOf(LedgerEntry entry) => entry.Trace ?? _traces.GetValueOrDefault((entry.ItemId, entry.Revision));

    /// <summary>Lets the reader finish the entries taken so far.</summary>
    internal void Complete() => _entries.Writer.TryComplete();

    internal void Missed(ItemId item) => _missed.TryAdd(item, 0);

    /// <summary>Records that entries were lost on their way to the reader: any that are not in the table yet may be among them.</summary>
    internal void MissedPending()
    {
        foreach (var (item, progress) in _progress)
        {
            if (progress.Pending > 0) Missed(item);
        }
    }

    /// <summary>
    /// Sets aside an item whose rows refuse its ledger; the others go on. Its lag grows, so that an operator notices. It is retried after a
    /// pause that doubles up to a minute, so repaired rows catch up without a restart.
    /// </summary>
    /// <returns>The pause.</returns>
    internal TimeSpan SetAside(ItemId item)
    {
        var times = _refused.TryGetValue(item, out var before) ? before.Times + 1 : 1;
        var pause = TimeSpan.FromSeconds(Math.Min(RetrySecondsMax, Math.Pow(2, times - 1)));
        _refused[item] = new Refusal(times, _time.GetTimestamp(), pause);
        return pause;
    }

    internal bool IsSetAside(ItemId item) => _refused.ContainsKey(item);

    /// <summary>Takes back an item whose rows have accepted its ledger.</summary>
    internal void TakeBack(ItemId item) => _refused.TryRemove(item, out _);

    /// <summary>Items to read from the ledger, each returned once, and items set aside whose pause is over.</summary>
    internal IReadOnlyList<ItemId> TakeMissed() =>
    [
        .. _missed.Keys.Where(item => _missed.TryRemove(item, out _) && !IsSetAside(item)),
        .. _refused.Where(refused => _time.GetElapsedTime(refused.Value.At) >= refused.Value.Pause).Select(refused => refused.Key),
    ];

    /// <summary>Records how far an item's rows are, whichever node has written them.</summary>
    internal void Projected(ItemId item, long revision)
    {
        ProgressOf(item).Projected(revision, _time.GetTimestamp());
        if (_isTraced) Forget(item, revision);
    }

    internal bool IsBehind(ItemId item) => ProgressOf(item).Pending > 0;

    private void Remember(LedgerEntry entry, Activity trace)
    {
        if (_traces.Count >= TracesMax) return;
        _traces[(entry.ItemId, entry.Revision)] = trace;
        _isTraced = true;
    }

    /// <summary>Forgets the activities of entries whose rows are written.</summary>
    private void Forget(ItemId item, long revision)
    {
        foreach (var (entry, _) in _traces)
        {
            if (entry.Item == item && entry.Revision <= revision) _traces.TryRemove(entry, out _);
        }
    }

    private ItemProgress ProgressOf(ItemId item) => _progress.GetOrAdd(item, static _ => new ItemProgress());

    /// <summary>How often in a row an item's rows have refused its ledger, when they last did, and the pause from then on.</summary>
    private readonly record struct Refusal(int Times, long At, TimeSpan Pause);

    /// <summary>The revisions that an item's ledger and its rows have reached.</summary>
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
        /// Timestamp since which entries are pending; if rows advance while more are pending, since that advance. Monotonic, so setting
        /// the wall clock neither hides a lag nor invents one.
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
