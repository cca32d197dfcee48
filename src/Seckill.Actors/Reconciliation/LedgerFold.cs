using System.Collections.Immutable;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// Recomputes an item from its ledger without the item's own code: what each order must be, and what they add up to. It never throws
/// because of contradictions; it counts on, so that they show as differences.
/// </summary>
/// <remarks>
/// It keeps a limited number of orders. When it has as many, it ignores later ones; <see cref="TryMoveOn"/> forgets the first and says from
/// where on the same entries have to be added again for the next ones. The sums grow with each such window.
/// </remarks>
/// <param name="ordersMax">Most orders in memory, at about 250 bytes each.</param>
internal sealed class LedgerFold(int ordersMax = int.MaxValue)
{
    private readonly Dictionary<long, LedgerOrder> _orders = [];
    private readonly Dictionary<OrderStatus, StatusSum> _sums = [];
    private long _listed;
    private long _adjusted;
    private long _available;
    private Int128 _moneyTaken;

    /// <summary>The newest entry that was ever added; those up to it are added again for a later window.</summary>
    private long _newest;

    /// <summary>The window: orders with numbers above <see cref="_after"/> and up to <see cref="Until"/>.</summary>
    private long _after;
    private long _last;

    /// <summary>The entry before the one in which the next window's first order was made; null when this window is the last.</summary>
    private long? _nextFrom;

    /// <summary>The revision of the last entry read.</summary>
    public long Revision { get; private set; }

    /// <summary>Orders with greater numbers belong to a later window.</summary>
    public long Until { get; private set; } = long.MaxValue;

    /// <summary>The orders of this window, by number.</summary>
    public ImmutableArray<LedgerOrder> Orders => [.. _orders.Values.OrderBy(order => order.Sequence)];

    /// <summary>The orders that an event is about. Events that change no order name none.</summary>
    public static IEnumerable<long> OrdersOf(IEvent change) => change switch
    {
        StockReserved reserved => reserved.Reservations.Select(one => one.Sequence),
        PaymentConfirmed paid => [paid.Sequence],
        StockReleased released => released.Sequences,
        RefundFellDue due => [due.Sequence],
        RefundSettled settled => [settled.Sequence],
        OrderRevoked revoked => [revoked.Sequence],
        ItemListed or StockAdjusted or TermsRevised or SalePaused or SaleResumed or SaleClosed or KeyAnswered or TicketsUsed => [],
        WaitingListJoined or WaitingListLeft or UnitsOffered => [],
        _ => throw Unknown(change),
    };

    /// <summary>Adds the next entry.</summary>
    public void Add(LedgerEntry entry)
    {
        Revision = entry.Revision;
        var isNew = entry.Revision > _newest;
        foreach (var change in entry.Batch.Events) Add(change, entry.Batch.At, isNew);
        if (isNew) _newest = entry.Revision;
    }

    /// <summary>
    /// Moves on to the next window, if there is one. Then the entries after <paramref name="from"/>, up to the last one added so far, have to
    /// be added again.
    /// </summary>
    public bool TryMoveOn(out long from)
    {
        from = _nextFrom ?? 0;
        if (_nextFrom is null) return false;
        foreach (var order in _orders.Values) Count(_sums, order);
        _orders.Clear();
        (_after, Until, _nextFrom) = (Until, long.MaxValue, null);
        return true;
    }

    /// <summary>The books after all windows so far.</summary>
    public Books ToBooks()
    {
        var sums = new Dictionary<OrderStatus, StatusSum>(_sums);
        foreach (var order in _orders.Values) Count(sums, order);
        return new Books(
            _listed + _adjusted, _available, sums.GetValueOrDefault(OrderStatus.Pending).Units, sums.GetValueOrDefault(OrderStatus.Paid).Units, sums);
    }

    /// <summary>The ledger's own contradictions; the second number is the expected one.</summary>
    public IEnumerable<Difference> Contradictions()
    {
        var books = ToBooks();
        var parts = books.Available + books.Held + books.Sold;
        if (books.Total != parts) yield return new Difference("ledger: total against its parts", books.Total, parts);
        var paid = books.Of(OrderStatus.Paid).Amount;
        if (_moneyTaken != paid) yield return new Difference("ledger: money taken against paid orders", _moneyTaken, paid);
    }

    private static void Count(Dictionary<OrderStatus, StatusSum> sums, LedgerOrder order) =>
        sums[order.Status] = sums.GetValueOrDefault(order.Status) + new StatusSum(1, order.Quantity, order.Amount);

    private void Add(IEvent change, DateTimeOffset at, bool isNew)
    {
        switch (change)
        {
            case ItemListed listed when isNew:
                _available += listed.Stock - _listed;
                _listed = listed.Stock;
                break;
            case StockAdjusted adjusted when isNew:
                _available += adjusted.Delta;
                _adjusted += adjusted.Delta;
                break;
            case StockReserved reserved:
                foreach (var one in reserved.Reservations) Reserve(one, reserved.UnitPrice, at);
                break;
            case PaymentConfirmed paid when IsHere(paid.Sequence):
                _moneyTaken += paid.Amount.Amount;
                Find(paid.Sequence)?.Pay(paid.Payment, paid.Amount, at);
                break;
            case StockReleased released:
                foreach (var sequence in released.Sequences) Release(sequence, released.Cause, at);
                break;
            case RefundFellDue due:
                Find(due.Sequence)?.OweRefund(due.Payment, due.Amount, at);
                break;
            case RefundSettled settled:
                Find(settled.Sequence)?.SettleRefund(settled.Payment, at);
                break;
            case OrderRevoked revoked:
                Revoke(revoked.Sequence, at);
                break;
            case ItemListed or StockAdjusted or PaymentConfirmed:
                break; // Of an earlier window, or of a later one.
            case TermsRevised or SalePaused or SaleResumed or SaleClosed or KeyAnswered or TicketsUsed:
            case WaitingListJoined or WaitingListLeft or UnitsOffered:
                break; // Moves neither units nor money. What is offered is reserved by an event of its own.
            default:
                throw Unknown(change);
        }
    }

    private void Reserve(Reservation one, Money unitPrice, DateTimeOffset at)
    {
        if (_orders.Count >= ordersMax && Until == long.MaxValue && one.Sequence > _last) Until = _last;
        if (one.Sequence > Until) _nextFrom ??= Revision - 1;
        if (!IsHere(one.Sequence)) return;
        _available -= one.Quantity;
        _orders[one.Sequence] = new LedgerOrder(one.Sequence, one.Buyer, one.Quantity, unitPrice, at);
        _last = Math.Max(_last, one.Sequence);
    }

    private void Release(long sequence, ReleaseCause cause, DateTimeOffset at)
    {
        if (Find(sequence) is not { } order) return;
        _available += order.Quantity;
        order.End(cause == ReleaseCause.Cancelled ? OrderStatus.Cancelled : OrderStatus.Expired, at);
    }

    private void Revoke(long sequence, DateTimeOffset at)
    {
        if (Find(sequence) is not { } order) return;
        _available += order.Quantity;
        _moneyTaken -= order.Amount;
        order.Revoke(at);
    }

    private bool IsHere(long sequence) => sequence > _after && sequence <= Until;

    private LedgerOrder? Find(long sequence) => _orders.GetValueOrDefault(sequence);

    /// <summary>An incomplete sum would prove nothing.</summary>
    private static InvalidOperationException Unknown(IEvent change) =>
        new($"The audit does not know what a {change.GetType().Name} means for the books.");
}
