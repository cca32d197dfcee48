using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
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
/// <param name="ordersMax">Most orders in memory, at about 85 bytes each, and as many more when it is paid.</param>
internal sealed class LedgerFold(int ordersMax = int.MaxValue)
{
    private static readonly OrderStatus[] Statuses = Enum.GetValues<OrderStatus>();

    /// <summary>By status: the orders of earlier windows.</summary>
    private readonly StatusSum[] _sums = new StatusSum[(int)Statuses.Max() + 1];
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
    public LedgerOrders Orders { get; } = new();

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

    /// <summary>How much there is to do for an entry: one for each of its events and each of the orders that these are about.</summary>
    public static int SizeOf(LedgerEntry entry)
    {
        var size = entry.Batch.Events.Length;
        foreach (var change in entry.Batch.Events)
        {
            size += change switch
            {
                StockReserved reserved => reserved.Reservations.Length,
                StockReleased released => released.Sequences.Length,
                PaymentConfirmed or RefundFellDue or RefundSettled or OrderRevoked => 1,
                _ => 0,
            };
        }

        return size;
    }

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
        Orders.AddTo(_sums);
        Orders.Clear();
        (_after, Until, _nextFrom) = (Until, long.MaxValue, null);
        return true;
    }

    /// <summary>The books after all windows so far.</summary>
    public Books ToBooks()
    {
        StatusSum[] sums = [.. _sums];
        Orders.AddTo(sums);
        return new Books(
            _listed + _adjusted, _available, sums[(int)OrderStatus.Pending].Units, sums[(int)OrderStatus.Paid].Units,
            Statuses.Where(status => sums[(int)status].Orders > 0).ToDictionary(status => status, status => sums[(int)status]));
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
                foreach (var one in reserved.Reservations) Reserve(one, reserved, at);
                break;
            case PaymentConfirmed paid when IsHere(paid.Sequence):
                _moneyTaken += paid.Amount.Amount;
                if (Orders.TryFind(paid.Sequence, out var sold)) Orders.Pay(sold, paid.Payment, paid.Amount, at);
                break;
            case StockReleased released:
                foreach (var sequence in released.Sequences) Release(sequence, released.Cause, at);
                break;
            case RefundFellDue due:
                if (Orders.TryFind(due.Sequence, out var owing)) Orders.OweRefund(owing, due.Payment, due.Amount, at);
                break;
            case RefundSettled settled:
                if (Orders.TryFind(settled.Sequence, out var refunded)) Orders.SettleRefund(refunded, settled.Payment, at);
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

    private void Reserve(Reservation one, StockReserved reserved, DateTimeOffset at)
    {
        if (Orders.Count >= ordersMax && Until == long.MaxValue && one.Sequence > _last) Until = _last;
        if (one.Sequence > Until) _nextFrom ??= Revision - 1;
        if (!IsHere(one.Sequence)) return;
        _available -= one.Quantity;
        Orders.Reserve(one, reserved.UnitPrice, reserved.PayBefore, at);
        _last = Math.Max(_last, one.Sequence);
    }

    private void Release(long sequence, ReleaseCause cause, DateTimeOffset at)
    {
        if (!Orders.TryFind(sequence, out var order)) return;
        _available += Orders.PriceAt(order).Quantity;
        Orders.End(order, cause == ReleaseCause.Cancelled ? OrderStatus.Cancelled : OrderStatus.Expired, at);
    }

    private void Revoke(long sequence, DateTimeOffset at)
    {
        if (!Orders.TryFind(sequence, out var order)) return;
        var (quantity, amount) = Orders.PriceAt(order);
        _available += quantity;
        _moneyTaken -= amount;
        Orders.Revoke(order, at);
    }

    private bool IsHere(long sequence) => sequence > _after && sequence <= Until;

    /// <summary>An incomplete sum would prove nothing.</summary>
    private static InvalidOperationException Unknown(IEvent change) =>
        new($"The audit does not know what a {change.GetType().Name} means for the books.");
}
