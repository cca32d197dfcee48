using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Board;

/// <summary>
/// This node's copy of every item's public status, and of the buyers with orders. The edge answers from it without a message. Many
/// threads read it; <see cref="BoardActor"/> writes it, and so does any code that got a newer status from an item.
/// </summary>
public sealed class Board(TimeProvider time, IOptions<SeckillLimits> limits)
{
    /// <summary>Items that can still sell repeat their status; after this many missed repeats, one may be cut off from this node.</summary>
    private const int RepeatsMissedMax = 3;

    /// <summary>
    /// More orders than an item can make in a second. It decides on one thread, where a win takes at least 0.2 µs (measured), and its
    /// serialization and reply take longer than that.
    /// </summary>
    private const long OrdersPerSecondMax = 1_000_000;

    /// <summary>Longer than a publication can travel: by then its node counts as unreachable and its connection is closed.</summary>
    private const long TravelSecondsMax = 30;

    private readonly long _ordersUnheardMax =
        OrdersPerSecondMax * (TravelSecondsMax + ((long)RepeatsMissedMax * limits.Value.BoardRepeatMs / 1_000));

    private readonly TimeSpan _freshness = TimeSpan.FromMilliseconds((double)RepeatsMissedMax * limits.Value.BoardRepeatMs);
    private readonly TimeSpan _lead = TimeSpan.FromSeconds(limits.Value.WakeLeadSeconds);
    private readonly long _madeAt = time.GetTimestamp();
    private readonly ConcurrentDictionary<ItemId, Entry> _entries = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when every item of the read model and of the ledger is on the board; until then the node is not ready.</summary>
    public Task WhenComplete => _complete.Task;

    /// <summary>Whether an item that is not on the board does not exist.</summary>
    public bool IsComplete => _complete.Task.IsCompletedSuccessfully;

    /// <summary>All items known to this node, in no order.</summary>
    public IEnumerable<ItemStatus> Items => _entries.Values.Select(entry => entry.Status);

    /// <summary>Whether anything sells, so that whoever reads much should read gently.</summary>
    public bool IsSellingAt(DateTimeOffset now) => Items.Any(status => status.PhaseAt(now) == Phase.Open);

    /// <summary>Number of items known to this node.</summary>
    public int Count => _entries.Count;

    /// <summary>
    /// How long this node has not heard from the item that has been silent longest, among the items that repeat their status; zero when
    /// there is none. It stays below <see cref="SeckillLimits.BoardRepeatMs"/> and the time of travel while all is well. Reads every item:
    /// for gauges.
    /// </summary>
    public TimeSpan Age
    {
        get
        {
            var (now, oldest) = (time.GetUtcNow(), TimeSpan.Zero);
            foreach (var entry in _entries.Values)
            {
                // Whether an item owes refunds is not on the board; one that only does that need not be heard of.
                if (!new ItemRow(entry.Status, RefundsDue: 0).IsAwakeAt(now, _lead)) continue;
                var silence = time.GetElapsedTime(entry.HeardAt == 0 ? _madeAt : entry.HeardAt);
                if (silence > oldest) oldest = silence;
            }

            return oldest;
        }
    }

    /// <summary>The public status of an item; null when no such item was ever listed.</summary>
    public ItemStatus? Find(ItemId item) => _entries.GetValueOrDefault(item)?.Status;

    /// <summary>
    /// Whether the edge may refuse this buyer by the status on the board, without asking the item. It may not if that could hide an order
    /// of the buyer: the buyer's hash is among the holders, or this node does not know all holders for the status it shows. It also may not
    /// if the item could sell again and this node has not heard from it for too long.
    /// </summary>
    public bool MayRefuse(ItemId item, BuyerId buyer) => _entries.GetValueOrDefault(item) is { } entry
        && !entry.MayHold(buyer.StableHash)
        && (entry.Status.PhaseAt(time.GetUtcNow()) is not (Phase.SoldOut or Phase.Paused) || IsFresh(entry));

    /// <summary>
    /// Whether a buyer certainly had no order of the item at a revision, or none that the item still remembers: this node knows everybody
    /// who had one by then, and the buyer is not among them.
    /// </summary>
    public bool HadNoOrder(ItemId item, BuyerId buyer, long revision) => _entries.GetValueOrDefault(item) is { } entry
        && !entry.MayHold(buyer.StableHash, revision);

    /// <summary>
    /// Whether a buyer is among those of whom this node has heard that they have an order of the item. True for everybody as long as it has
    /// not been told all of them once.
    /// </summary>
    public bool IsHolder(ItemId item, BuyerId buyer) => _entries.GetValueOrDefault(item) is not { } entry || entry.IsHolder(buyer.StableHash);

    /// <summary>Whether this node knows everybody who had an order of the item by a revision.</summary>
    public bool KnowsHolders(ItemId item, long revision) => _entries.GetValueOrDefault(item) is { } entry && entry.HoldersRevision >= revision;

    /// <summary>Whether this node has heard from the item itself recently enough to rely on its status.</summary>
    public bool IsFresh(ItemId item) => _entries.GetValueOrDefault(item) is { } entry && IsFresh(entry);

    /// <summary>
    /// Whether an order with this number may exist. False only when it certainly cannot: the item was heard from recently, and could not
    /// have made so many orders since. Only the item knows which orders exist; this spares it and the database made-up numbers.
    /// </summary>
    public bool MayExist(OrderId order) => _entries.GetValueOrDefault(order.Item) is not { } entry
        || !IsFresh(entry)
        || entry.Status.LastSequence is not { } newest
        || order.Sequence - newest <= _ordersUnheardMax;

    /// <summary>Takes a newer status from an item's own answer, so that a node sees its own writes.</summary>
    public void Observe(ItemStatus status) => EntryOf(status).Hear(status, time.GetTimestamp());

    /// <summary>
    /// Takes from an item's own answer that a buyer has an order of it, so that this node does not refuse a buyer whom it has told of an order.
    /// </summary>
    public void ObserveHolder(ItemId item, BuyerId buyer) => _entries.GetValueOrDefault(item)?.TakeHolders([buyer.StableHash], revision: -1);

    /// <summary>Takes an item's publication. False when holders were missed and the board must ask for the whole set.</summary>
    internal bool Take(StatusPublished published) => EntryOf(published.Status).Take(published, time.GetTimestamp());

    /// <summary>Takes a stored status of an item; it may be older than the item's own.</summary>
    internal void Recall(ItemStatus status) => EntryOf(status).Offer(status);

    private bool IsFresh(Entry entry) => entry.HeardAt is var heardAt && heardAt != 0 && time.GetElapsedTime(heardAt) <= _freshness;

    private Entry EntryOf(ItemStatus status) => _entries.GetOrAdd(status.Id, static (_, first) => new Entry(first), status);

    internal Entry? FindEntry(ItemId item) => _entries.GetValueOrDefault(item);

    internal void MarkComplete() => _complete.TrySetResult();

    /// <summary>One item on the board. Writers take the lock; readers see the newest published reference.</summary>
    internal sealed class Entry(ItemStatus first)
    {
        private readonly Lock _gate = new();

        /// <summary>A separate lock, because statuses still arrive while the set grows.</summary>
        private readonly Lock _holdersGate = new();
        private readonly HolderSet _holders = new();
        private volatile ItemStatus _status = first;
        private long _holdersRevision = -1;
        private long _heardAt;

        public ItemStatus Status => _status;

        /// <summary>The revision for which all holders are known; -1 when none.</summary>
        public long HoldersRevision => Volatile.Read(ref _holdersRevision);

        /// <summary>Timestamp of the last message from the item itself; 0 for never.</summary>
        public long HeardAt => Volatile.Read(ref _heardAt);

        /// <summary>Takes the item's own status. One older than the board's was delayed, or comes from a stale incarnation.</summary>
        public void Hear(ItemStatus status, long now)
        {
            if (status.Revision >= _status.Revision) Volatile.Write(ref _heardAt, now);
            if (status.Revision == _status.Revision) Correct(status);
            else Offer(status);
        }

        /// <summary>Takes a newer status; an older or equal one changes nothing.</summary>
        public void Offer(ItemStatus status)
        {
            lock (_gate)
            {
                if (status.Revision <= _status.Revision) return;
                _status = status;
            }
        }

        /// <summary>
        /// Takes values from the item itself that a table of an earlier version does not hold exactly. Otherwise an operator who edits by
        /// the terms version of such a row would be refused for ever.
        /// </summary>
        private void Correct(ItemStatus status)
        {
            lock (_gate)
            {
                var isExact = status.TermsRevision == _status.TermsRevision && (status.LedgerHash is null || _status.LedgerHash is not null);
                if (status.Revision == _status.Revision && !isExact) _status = status;
            }
        }

        /// <summary>Takes a publication. False when holders were missed and the board must ask for the whole set.</summary>
        public bool Take(StatusPublished published, long now)
        {
            var complete = TakeHolders(published);
            Hear(published.Status, now);
            return complete;
        }

        private bool TakeHolders(StatusPublished published)
        {
            lock (_holdersGate)
            {
                if (_holdersRevision >= published.Status.Revision) return true;
                foreach (var holder in published.NewHolders) _holders.Add(holder);
                var complete = _holdersRevision >= published.PreviousRevision && _holdersRevision >= 0;
                // The first revision of an item sells nothing, so every board knows all of its holders.
                complete |= published.PreviousRevision == 0;
                if (complete) Volatile.Write(ref _holdersRevision, published.Status.Revision);
                return complete;
            }
        }

        /// <summary>Takes the whole set of holders as of a revision.</summary>
        public void TakeHolders(IEnumerable<ulong> holders, long revision)
        {
            lock (_holdersGate)
            {
                foreach (var holder in holders) _holders.Add(holder);
                if (revision > _holdersRevision) Volatile.Write(ref _holdersRevision, revision);
            }
        }

        public bool IsHolder(ulong holder) => HoldersRevision < 0 || _holders.Contains(holder);

        public bool MayHold(ulong holder) => MayHold(holder, _status.Revision);

        /// <summary>Whether a buyer may have had an order by that revision, as far as this node knows.</summary>
        public bool MayHold(ulong holder, long revision) => HoldersRevision < revision || _holders.Contains(holder);
    }
}
