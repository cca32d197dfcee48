using System.Collections.Immutable;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// A mutable <see cref="ItemState"/>: the same content in builders, so that a batch of hundreds of changes costs one pass.
/// It exists only within one call of <see cref="ItemState.Apply"/> or <see cref="ItemDecider.Decide"/>.
/// </summary>
internal sealed partial class ItemDraft(ItemState origin, OrderPages.Builder pages)
{
    private readonly OrderDraft _orders = new(origin, pages);
    private readonly BuyerDraft _buyers = new(origin.Buyers, pages);
    private ImmutableQueue<long> _closedOrders = origin.ClosedOrders;
    private int _closedOrderCount = origin.ClosedOrderCount;
    private PaymentBook.Builder? _payments;
    private ImmutableList<Adjustment> _adjustments = origin.Adjustments;
    private ImmutableDictionary<long, ImmutableArray<IdempotencyKey>> _furtherKeys = origin.FurtherKeys;
    private SpentTickets.Builder? _tickets;
    private bool _changed;

    public ItemDraft(ItemState origin)
        : this(origin, origin.Orders.ToBuilder())
    {
    }

    public ItemTerms? Terms { get; private set; } = origin.Terms;

    public long TermsRevision { get; private set; } = origin.TermsRevision;

    public long ListedStock { get; private set; } = origin.ListedStock;

    public Stock Stock { get; private set; } = origin.Stock;

    public bool IsPaused { get; private set; } = origin.IsPaused;

    public bool IsClosed { get; private set; } = origin.IsClosed;

    public long SwitchRevision { get; private set; } = origin.SwitchRevision;

    public long LastSequence { get; private set; } = origin.LastSequence;

    /// <summary>Created on demand: most batches contain no payment.</summary>
    private PaymentBook.Builder Payments => _payments ??= new PaymentBook.Builder(origin.Payments, pages);

    /// <summary>Created on demand: most items require no tickets.</summary>
    public SpentTickets.Builder Tickets => _tickets ??= new SpentTickets.Builder(origin.Tickets);

    /// <summary>The revision that this batch becomes, if it changes anything.</summary>
    private long NextRevision => origin.Revision + 1;

    private long Revision => _changed ? NextRevision : origin.Revision;

    /// <summary>The version at this point of the batch. The item must be listed.</summary>
    public long VersionAt(DateTimeOffset now) => ItemStatus.VersionOf(Revision, Terms!, now);

    public Phase PhaseAt(DateTimeOffset now) => ItemStatus.PhaseOf(Terms!, Stock, IsPaused, IsClosed, now);

    public OrderEntry? FindOrder(long sequence) => _orders.Find(sequence);

    /// <summary>A buyer's account; empty for an unknown buyer.</summary>
    public BuyerAccount FindBuyer(BuyerId buyer) => _buyers.Find(buyer);

    /// <summary>The order that a payment pays; null when it pays none.</summary>
    public OrderEntry? FindPaidWith(PaymentId payment) => Payments.Find(payment);

    /// <summary>The adjustment made with a command's key. If there are several, the one that equals the command takes precedence.</summary>
    public Adjustment? FindAdjustment(AdjustStock wish) =>
        _adjustments.Find(earlier => earlier.IsNamedBy(wish) && earlier.IsSameAs(wish)) ?? _adjustments.Find(earlier => earlier.IsNamedBy(wish));

    /// <summary>Keys that an order answers, besides its own.</summary>
    public ImmutableArray<IdempotencyKey> FurtherKeysOf(long sequence) => _furtherKeys.GetValueOrDefault(sequence, []);

    public Order ToOrder(OrderEntry entry) => entry.ToOrder(origin.Id, Terms!.UnitPrice);

    /// <summary>Sequences of pending orders that are due, soonest first.</summary>
    public IEnumerable<long> DueAt(DateTimeOffset now) => _orders.DueAt(now);

    /// <summary>Applies one change; the stock asserts its invariant.</summary>
    public void Apply(IEvent change, DateTimeOffset at)
    {
        switch (change)
        {
            case StockReserved reserved:
                foreach (var reservation in reserved.Reservations)
                    Reserve(reservation, FindBuyer(reservation.Buyer), reserved.PayBefore, at);
                break;
            case PaymentConfirmed paid:
                Pay(paid, at);
                break;
            case StockReleased released:
                foreach (var sequence in released.Sequences) Release(sequence, released.Cause, at);
                break;
            case RefundFellDue due:
                OweRefund(due, at);
                break;
            case RefundSettled settled:
                SettleRefund(settled);
                break;
            case ItemListed listed:
                List(listed);
                break;
            case TermsRevised revised:
                Revise(revised);
                break;
            case StockAdjusted adjusted:
                Adjust(adjusted);
                break;
            case SalePaused:
                Switch(isPaused: true, IsClosed);
                break;
            case SaleResumed:
                Switch(isPaused: false, IsClosed);
                break;
            case SaleClosed:
                Switch(IsPaused, isClosed: true);
                break;
            case KeyAnswered answered:
                AddKey(answered);
                break;
            case TicketsUsed used:
                UseTickets(used);
                break;
            case WaitingListJoined joined:
                Join(joined);
                break;
            case WaitingListLeft left:
                foreach (var buyer in left.Buyers) Leave(buyer);
                break;
            case UnitsOffered offered:
                Offer(offered);
                break;
            case OrderRevoked revoked:
                Revoke(revoked, at);
                break;
            default:
                throw new InvalidOperationException($"The ledger of {origin.Id} holds an event of unknown type {change.GetType().Name}.");
        }

        _changed = true;
    }

    /// <summary>Reserves units for one buyer; several calls make up one <see cref="StockReserved"/>.</summary>
    public OrderEntry Reserve(Reservation reservation, BuyerAccount account, DateTimeOffset payBefore, DateTimeOffset at)
    {
        if (reservation.Sequence != LastSequence + 1)
            throw new InvalidOperationException($"Order {reservation.Sequence} of {origin.Id} does not follow order {LastSequence}.");
        var entry = new OrderEntry(
            reservation.Sequence, reservation.Buyer, reservation.Quantity, OrderStatus.Pending,
            at.ToUnixTimeMilliseconds(), payBefore.ToUnixTimeMilliseconds(), SettledAtMs: 0, Payment: null, reservation.Key);
        LastSequence = entry.Sequence;
        Stock = Stock.Reserve(entry.Quantity);
        _orders.Open(entry);
        _buyers.Add(entry, account);
        if (WaitingCount > 0) Waiting.Leave(entry.Buyer);
        _changed = true;
        return entry;
    }

    /// <summary>The resulting state; one revision further if anything changed.</summary>
    /// <param name="link">The new revision's place in the hash chain; null when it has none.</param>
    /// <param name="at">When the batch was decided.</param>
    public ItemState Commit(ChainLink? link, DateTimeOffset at)
    {
        if (!_changed) return origin;
        // Before the first order or wait the terms may still change; from then on they stay.
        if ((LastSequence > 0 || HasBeenWaitedFor) && Terms!.TicketRequired) Tickets.Forget(at);
        ForgetOldestClosed();
        var deadlines = _orders.ToDeadlines();
        var orders = pages.ToImmutable(LastSequence);
        return origin with
        {
            Revision = Revision,
            Link = link,
            Terms = Terms,
            TermsRevision = TermsRevision,
            ListedStock = ListedStock,
            Stock = Stock,
            IsPaused = IsPaused,
            IsClosed = IsClosed,
            SwitchRevision = SwitchRevision,
            LastSequence = LastSequence,
            FurtherKeys = _furtherKeys,
            Orders = orders,
            Buyers = _buyers.ToImmutable(orders),
            Deadlines = deadlines,
            ClosedOrders = _closedOrders,
            ClosedOrderCount = _closedOrderCount,
            Payments = _payments?.ToImmutable() ?? origin.Payments,
            Refunds = _refunds,
            Adjustments = _adjustments,
            Tickets = _tickets?.ToImmutable() ?? origin.Tickets,
            Waiting = _waiting?.ToImmutable() ?? origin.Waiting,
        };
    }

    private void List(ItemListed listed)
    {
        // Apply the difference, so that earlier adjustments are kept.
        Stock = Stock.Adjust(listed.Stock - ListedStock);
        (Terms, ListedStock) = (listed.Terms, listed.Stock);
        MoveTermsRevision();
    }

    private void Revise(TermsRevised revised)
    {
        Terms = (Terms ?? throw new InvalidOperationException($"{origin.Id} is revised before it is listed."))
            .Revise(revised.Title, revised.EndsAt, revised.Presentation);
        MoveTermsRevision();
    }

    /// <summary>A listing carries the total stock, so an adjustment also makes older readings of the item outdated.</summary>
    private void MoveTermsRevision() => TermsRevision = NextRevision;

    private void Switch(bool isPaused, bool isClosed) => (IsPaused, IsClosed, SwitchRevision) = (isPaused, isClosed, NextRevision);

    private void AddKey(KeyAnswered answered)
    {
        var entry = FindOrder(answered.Sequence)
            ?? throw new InvalidOperationException($"A key of {origin.Id} names order {answered.Sequence}, which is not remembered.");
        _buyers.AddKey(entry, answered.Key);
        _furtherKeys = _furtherKeys.SetItem(entry.Sequence, FurtherKeysOf(entry.Sequence).Add(answered.Key));
    }

    private void UseTickets(TicketsUsed used)
    {
        if (used.FirstSequence < 1 || used.FirstSequence + used.Tickets.Length - 1 != LastSequence)
            throw new InvalidOperationException($"Tickets of {origin.Id} are used for orders from {used.FirstSequence} on, which are not the newest.");
        foreach (var ticket in used.Tickets) Tickets.Use(ticket);
    }

    private void Pay(PaymentConfirmed paid, DateTimeOffset at)
    {
        var entry = OrderThatIs(OrderStatus.Pending, paid.Sequence);
        Stock = Stock.Sell(entry.Quantity);
        _orders.Settle(entry with { Status = OrderStatus.Paid, SettledAtMs = at.ToUnixTimeMilliseconds(), Payment = paid.Payment });
        Payments.Add(paid.Payment, paid.Sequence);
        EndOffer(entry);
    }

    private void Release(long sequence, ReleaseCause cause, DateTimeOffset at)
    {
        var entry = OrderThatIs(OrderStatus.Pending, sequence);
        Stock = Stock.Release(entry.Quantity);
        var status = cause == ReleaseCause.Cancelled ? OrderStatus.Cancelled : OrderStatus.Expired;
        _orders.Settle(entry with { Status = status, SettledAtMs = at.ToUnixTimeMilliseconds() });
        EndOffer(entry);
        End(entry, at);
    }

    /// <summary>From here on the payment pays nothing. If it is refunded, the order names it again.</summary>
    private void Revoke(OrderRevoked revoked, DateTimeOffset at)
    {
        var entry = OrderThatIs(OrderStatus.Paid, revoked.Sequence);
        Stock = Stock.Return(entry.Quantity);
        Payments.Remove(entry.Payment!.Value, entry.Sequence);
        _orders.Update(entry with { Status = OrderStatus.Cancelled, SettledAtMs = at.ToUnixTimeMilliseconds(), Payment = null });
        End(entry, at);
    }

    /// <summary>Records that an active order owns nothing any more.</summary>
    private void End(OrderEntry entry, DateTimeOffset at)
    {
        _buyers.End(entry, at.ToUnixTimeMilliseconds());
        _closedOrders = _closedOrders.Enqueue(entry.Sequence);
        _closedOrderCount++;
    }

    private OrderEntry OrderThatIs(OrderStatus status, long sequence) =>
        FindOrder(sequence) is { } entry && entry.Status == status
            ? entry
            : throw new InvalidOperationException($"Order {sequence} of {origin.Id} is not {OrderStatusNames.Of(status)}.");

    private void Adjust(StockAdjusted adjusted)
    {
        Stock = Stock.Adjust(adjusted.Delta);
        MoveTermsRevision();
        _adjustments = _adjustments.Add(new Adjustment(adjusted.Key, adjusted.Delta, adjusted.Reason) { Operator = adjusted.Operator });
        if (_adjustments.Count > ItemLimits.AdjustmentsRetainedMax) _adjustments = _adjustments.RemoveAt(0);
    }

    private void ForgetOldestClosed()
    {
        while (_closedOrderCount > ItemLimits.ClosedOrdersRetainedMax)
        {
            _closedOrders = _closedOrders.Dequeue(out var sequence);
            _closedOrderCount--;
            _buyers.Forget(_orders.Forget(sequence), FurtherKeysOf(sequence));
            _furtherKeys = _furtherKeys.Remove(sequence);
        }
    }
}
