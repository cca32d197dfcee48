using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Seckill.Actors.Board;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Ledger;

/// <summary>
/// Follows the ledger for all consoles of this node together. It learns from the board which items have new entries, and reads them from
/// the database, so no item is asked. It reads at most so many entries in a step, however many items sell and consoles follow; of what
/// does not fit it reads the newest and counts the others. An entry becomes a row here, once, and the consoles share that: the entry itself,
/// with its thousands of orders, need not wait in memory for them. They get a step's news together, so that each writes to its client
/// once and not for every row.
/// </summary>
internal sealed class JournalTail(Board board, ILedger ledger, TimeProvider time, ILogger<JournalTail> log)
{
    /// <summary>What a follower gets: the row of an entry, or how many entries of an item were left out.</summary>
    internal readonly record struct News(ItemId Item, Output.Row? Row, long Skipped);

    private const int EntriesPerStepMax = 100;
    private const int EntriesPerItemMax = 20;
    private const int WaitingMax = 1_000;

    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly List<Follower> _followers = [];
    private readonly Dictionary<ItemId, long> _seen = [];
    private bool _isRunning;

    /// <summary>Follows the ledger from now on; null for every item. Dispose the follower to end it.</summary>
    public Follower Follow(ItemId? item)
    {
        var follower = new Follower(this, item);
        lock (_gate)
        {
            _followers.Add(follower);
            if (_isRunning) return follower;
            _isRunning = true;
            _seen.Clear();
            foreach (var status in board.Items) _seen[status.Id] = status.Revision;
        }

        _ = RunAsync();
        return follower;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(StepEvery, time);
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            lock (_gate)
            {
                _isRunning = _followers.Count > 0;
                if (!_isRunning) return;
            }

            try
            {
                await StepAsync().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // What was missed is read, or counted as left out, when the storage is back.
            catch (Exception error)
#pragma warning restore CA1031
            {
                log.LogDebug("The journal cannot be followed at present: {Reason}", error.Message);
            }
        }
    }

    private async Task StepAsync()
    {
        var left = EntriesPerStepMax;
        foreach (var status in board.Items.Where(IsWanted))
        {
            var after = _seen.GetValueOrDefault(status.Id);
            if (status.Revision <= after) continue;
            var from = Math.Max(after, status.Revision - Math.Min(left, EntriesPerItemMax));
            if (from > after) Tell([new News(status.Id, null, from - after)]);
            left -= (int)(status.Revision - from);
            await ReadAsync(status.Id, from, status.Revision).ConfigureAwait(false);
            _seen[status.Id] = status.Revision;
        }
    }

    private async Task ReadAsync(ItemId item, long after, long upTo)
    {
        if (after == upTo) return;
        var news = new List<News>();
        try
        {
            await foreach (var entry in ledger.ReadAsync(item, after, CancellationToken.None).ConfigureAwait(false))
            {
                news.Add(new News(item, Output.Row.Of(entry.Batch.At, item.Value, entry.Revision, EntryText.Of(entry)), 0));
                if (entry.Revision >= upTo) break;
            }
        }
        catch (LedgerContradictedException damage)
        {
            log.LogWarning("The journal of {Item} cannot be followed: {Reason}", item, damage.Message);
            news.Add(new News(item, null, upTo - after - news.Count));
        }

        Tell(news);
    }

    private bool IsWanted(Domain.Items.ItemStatus status)
    {
        lock (_gate) return _followers.Exists(follower => follower.Wants(status.Id)) || Forget(status);
    }

    /// <summary>Nobody follows this item now; who does later begins with its newest entry.</summary>
    private bool Forget(Domain.Items.ItemStatus status)
    {
        _seen[status.Id] = status.Revision;
        return false;
    }

    /// <summary>Tells news of one item.</summary>
    private void Tell(List<News> news)
    {
        if (news.Count == 0) return;
        lock (_gate)
        {
            foreach (var follower in _followers.Where(follower => follower.Wants(news[0].Item))) news.ForEach(follower.Take);
        }
    }

    /// <summary>One console that follows. What it does not read in time it loses, oldest first; it learns how much.</summary>
    internal sealed class Follower : IDisposable
    {
        private readonly JournalTail _tail;
        private readonly ItemId? _item;
        private readonly Channel<News> _news;
        private long _lost;

        public Follower(JournalTail tail, ItemId? item)
        {
            (_tail, _item) = (tail, item);
            var bounds = new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            _news = Channel.CreateBounded<News>(bounds, news => Interlocked.Add(ref _lost, news.Row is null ? news.Skipped : 1));
        }

        public bool Wants(ItemId item) => _item is null || _item == item;

        public void Take(News news) => _news.Writer.TryWrite(news);

        public IAsyncEnumerable<News> ReadAsync(CancellationToken cancellation) => _news.Reader.ReadAllAsync(cancellation);

        /// <summary>The entries lost since the last call.</summary>
        public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

        public void Dispose()
        {
            lock (_tail._gate) _tail._followers.Remove(this);
        }
    }
}
