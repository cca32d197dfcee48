using System.Collections.Immutable;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

/// <summary>
/// The committed state of one item: the sum of its ledger. It is immutable, so a snapshot, a query or a reply can never see anything
/// undecided. Only <see cref="Apply"/> leads to the next state.
/// </summary>
/// <remarks>
/// It stays bounded: it holds active orders and their buyers, at most <see cref="ItemLimits.ClosedOrdersRetainedMax"/> ended orders,
/// at most <see cref="ItemLimits.AdjustmentsRetainedMax"/> adjustments, used tickets for as long as they might be used again, as many waiting
/// buyers as the <see cref="WaitingRule"/> allows, and refunds, which are as rare as late money.
/// </remarks>
public sealed record ItemState : ILedgerState<ItemState, BatchCommitted>
{
    private ItemState(ItemId id) => Id = id;

    /// <summary>The item.</summary>
    public ItemId Id { get; }

    /// <summary>Batches committed so far; the journal's sequence number.</summary>
    public long Revision { get; init; }

    /// <summary>The newest entry's place in the hash chain; null when that entry has none.</summary>
    internal ChainLink? Link { get; init; }

    /// <summary>The hash of the newest entry: the chain's head. Null when it is not known, and then the next entry starts a chain.</summary>
    public LedgerHash? LedgerHash
    {
        get => Link?.Hash;
        init => Link = value is null ? null : ChainLink.Stored(value);
    }

    /// <summary>The operator's terms; null until the item is listed.</summary>
    public ItemTerms? Terms { get; init; }

    /// <summary>Revision at which an operator last changed the terms or the total stock; 0 until the item is listed.</summary>
    public long TermsRevision { get; init; }

    /// <summary>Units as last listed, without adjustments. A repeated listing is compared with it.</summary>
    public long ListedStock { get; init; }

    /// <summary>The units.</summary>
    public Stock Stock { get; init; }

    /// <summary>Stopped by an operator until resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Ended by an operator for good.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Revision at which the sale was last paused, resumed or closed; 0 when it never was, or when it is not known.</summary>
    public long SwitchRevision { get; init; }

    /// <summary>Sequence of the newest order; 0 before the first.</summary>
    public long LastSequence { get; init; }

    /// <summary>Remembered orders by sequence.</summary>
    public OrderPages Orders { get; init; } = OrderPages.Empty;

    /// <summary>
    /// Keys answered with an order that another key, or none, had made; by order, at most
    /// <see cref="ItemLimits.FurtherKeysPerOrderMax"/> each. They are remembered as long as the order.
    /// </summary>
    public ImmutableDictionary<long, ImmutableArray<IdempotencyKey>> FurtherKeys { get; init; } =
        ImmutableDictionary<long, ImmutableArray<IdempotencyKey>>.Empty;

    /// <summary>All buyers with a remembered order.</summary>
    public BuyerBook Buyers { get; init; } = BuyerBook.Empty;

    /// <summary>Ended orders by time of their end, oldest first. The first is the next to be forgotten.</summary>
    public ImmutableQueue<long> ClosedOrders { get; init; } = [];

    /// <summary>Length of <see cref="ClosedOrders"/>.</summary>
    public int ClosedOrderCount { get; init; }

    /// <summary>When held units are due, soonest first; never more entries than pending orders.</summary>
    public ImmutableSortedSet<Deadline> Deadlines { get; init; } = [];

    /// <summary>Which order each payment pays.</summary>
    internal PaymentBook Payments { get; init; } = PaymentBook.Empty;

    /// <summary>Money that buys nothing, by payment.</summary>
    public ImmutableDictionary<PaymentId, Refund> Refunds { get; init; } = ImmutableDictionary<PaymentId, Refund>.Empty;

    /// <summary>Remembered adjustments, oldest first.</summary>
    public ImmutableList<Adjustment> Adjustments { get; init; } = [];

    /// <summary>Tickets that were used; empty unless the item requires tickets.</summary>
    public SpentTickets Tickets { get; init; } = SpentTickets.Empty;

    /// <summary>Who waits for units to come back; empty unless the item has a waiting list.</summary>
    public WaitingList Waiting { get; init; } = WaitingList.Empty;

    /// <summary>Whether the item exists.</summary>
    public bool IsListed => Terms is not null;

    /// <summary>Money that buys nothing and has not been refunded yet.</summary>
    public IEnumerable<KeyValuePair<PaymentId, Refund>> RefundsDue => Refunds.Where(refund => !refund.Value.IsSettled);

    /// <summary>
    /// When the oldest of them fell due; null when there is none. One whose time is not known counts from the end of its order, or not at
    /// all once that is forgotten.
    /// </summary>
    public DateTimeOffset? OldestRefundDueAt
    {
        get
        {
            var oldestMs = RefundsDue.Select(refund => refund.Value)
                .Select(refund => refund.DueAtMs > 0 ? refund.DueAtMs : Orders.Find(refund.Sequence)?.SettledAtMs ?? 0)
                .Where(atMs => atMs > 0).DefaultIfEmpty().Min();
            return oldestMs > 0 ? Moment.FromUnixMs(oldestMs) : null;
        }
    }

    /// <summary>The public status; null until the item is listed.</summary>
    public ItemStatus? Status => Terms is null ? null : new ItemStatus(
        Id, Revision, Terms, Stock, IsPaused, IsClosed, TermsRevision, LastSequence) { Link = Link, Waiting = Waiting.Count };

    /// <summary>The state of an unknown item.</summary>
    public static ItemState Empty(ItemId id) => new(id);

    /// <summary>
    /// The state with the remembered orders of a snapshot. Accounts and deadlines are derived from them and from the
    /// <see cref="FurtherKeys"/> that this state already has.
    /// </summary>
    /// <param name="orders">Remembered orders, by ascending sequence. They are enumerated once.</param>
    /// <param name="closedOrders">Sequences of the ended ones, oldest end first.</param>
    /// <exception cref="InvalidOperationException">The orders do not match the stock; the snapshot is useless.</exception>
    public ItemState WithOrders(IEnumerable<OrderEntry> orders, IReadOnlyCollection<long> closedOrders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(closedOrders);
        var restored = new OrderRestoration(LastSequence);
        foreach (var order in orders) restored.Add(order);
        if (restored.Held != Stock.Held || restored.Sold != Stock.Sold)
            throw new InvalidOperationException(
                $"Orders of {Id} hold {restored.Held} and own {restored.Sold} units; its stock says {Stock.Held} and {Stock.Sold}.");
        var state = restored.CommitTo(this) with { ClosedOrders = [.. closedOrders], ClosedOrderCount = closedOrders.Count };
        state.RequireEndedOrders(restored.EndedCount);
        return state;
    }

    private void RequireEndedOrders(int endedCount)
    {
        var found = ClosedOrders.Distinct().Count(sequence => Orders.StatusOf(sequence) is not (null or OrderStatus.Pending or OrderStatus.Paid));
        if (found != endedCount || found != ClosedOrderCount)
            throw new InvalidOperationException($"{endedCount} orders of {Id} have ended; {ClosedOrderCount} are to be forgotten one day.");
    }

    /// <summary>
    /// The state after one more committed batch. Pure and total: time comes from the batch, an unknown event throws, and the
    /// stock's invariant is asserted after every event.
    /// </summary>
    /// <exception cref="InvalidOperationException">The ledger contradicts itself; it must not be continued.</exception>
    public ItemState Apply(BatchCommitted batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Events.IsEmpty) throw new InvalidOperationException($"The ledger of {Id} holds a batch in which nothing happened.");
        var draft = new ItemDraft(this);
        foreach (var change in batch.Events) draft.Apply(change, batch.At);
        return draft.Commit(batch.Link, batch.At);
    }

    /// <summary>Finds an order as the buyer sees it.</summary>
    public Order? FindOrder(long sequence) =>
        Orders.Find(sequence)?.ToOrder(Id, Terms!.UnitPrice);

    /// <summary>Sequences of pending orders that fell due after one instant and by another; soonest first.</summary>
    /// <param name="now">The item's clock.</param>
    /// <param name="after">Deadlines up to this instant are skipped, and cost nothing, however many there are.</param>
    /// <param name="except">Orders to leave out.</param>
    public IEnumerable<long> DueAt(DateTimeOffset now, DateTimeOffset after, IReadOnlySet<long> except)
    {
        ArgumentNullException.ThrowIfNull(except);
        var nowMs = now.ToUnixTimeMilliseconds();
        return Enumerable.Range(0, Deadlines.Count).Skip(CountUntil(after)).Select(index => Deadlines[index])
            .TakeWhile(deadline => deadline.PayBeforeMs <= nowMs)
            .SelectMany(deadline => deadline.PendingAmong(Orders.StatusOf, Orders.Find, except));
    }

    /// <summary>The first deadline after an instant; null when there is none.</summary>
    public DateTimeOffset? DeadlineAfter(DateTimeOffset instant)
    {
        var next = CountUntil(instant);
        return next == Deadlines.Count ? null : Moment.FromUnixMs(Deadlines[next].PayBeforeMs);
    }

    /// <summary>Number of deadlines up to an instant.</summary>
    private int CountUntil(DateTimeOffset instant)
    {
        // A binary search: there may be many passed deadlines while a payment provider does not answer.
        var (from, to, untilMs) = (0, Deadlines.Count, instant.ToUnixTimeMilliseconds());
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (Deadlines[middle].PayBeforeMs <= untilMs) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    /// <summary>The instant of the next deadline; null when nothing is held.</summary>
    public DateTimeOffset? NextDeadline => Deadlines.IsEmpty ? null : Moment.FromUnixMs(Deadlines.Min.PayBeforeMs);

    /// <summary>Whether units are available that a batch must offer to those who wait.</summary>
    public bool HasUnitsToOffer(DateTimeOffset now) => Waiting.Count > 0 && Status?.PhaseAt(now) == Phase.Open;

    /// <summary>Whether the item has work to do even without requests.</summary>
    public bool IsUnsettledAt(DateTimeOffset now) => Status is { } status && status.IsUnsettledAt(now, RefundsDue.Any());
}
