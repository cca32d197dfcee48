using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Items.Audit;

/// <summary>
/// Recomputes an item from its ledger without the item's own code: plain dictionaries, every order kept. It never throws because of
/// contradictions; it counts on, so that they show as differences.
/// </summary>
internal sealed class LedgerFold
{
    private readonly Dictionary<long, Line> _orders = [];
    private readonly Dictionary<long, PaymentId> _latePayments = [];
    private long _listed;
    private long _adjusted;
    private long _available;
    private Int128 _moneyTaken;

    /// <summary>The revision of the last entry read.</summary>
    public long Revision { get; private set; }

    /// <summary>Adds the next entry.</summary>
    public void Add(LedgerEntry entry)
    {
        Revision = entry.Revision;
        foreach (var change in entry.Batch.Events) Add(change);
    }

    public Books ToBooks() => new(
        _listed + _adjusted, _available, Units(OrderStatus.Pending), Units(OrderStatus.Paid),
        _orders.Values.GroupBy(line => line.Status).ToDictionary(
            group => group.Key,
            group => group.Aggregate(default(StatusSum), (sum, line) => sum + line.Sum)));

    /// <summary>The ledger's own contradictions; the second number is the expected one.</summary>
    public IEnumerable<Difference> Contradictions()
    {
        var books = ToBooks();
        var parts = books.Available + books.Held + books.Sold;
        if (books.Total != parts) yield return new Difference("ledger: total against its parts", books.Total, parts);
        var paid = books.Of(OrderStatus.Paid).Amount;
        if (_moneyTaken != paid) yield return new Difference("ledger: money taken against paid orders", _moneyTaken, paid);
    }

    private void Add(IEvent change)
    {
        switch (change)
        {
            case ItemListed listed:
                _available += listed.Stock - _listed;
                _listed = listed.Stock;
                break;
            case StockAdjusted adjusted:
                _available += adjusted.Delta;
                _adjusted += adjusted.Delta;
                break;
            case StockReserved reserved:
                foreach (var one in reserved.Reservations) Reserve(one, reserved.UnitPrice.Amount);
                break;
            case PaymentConfirmed paid:
                _moneyTaken += paid.Amount.Amount;
                Move(paid.Sequence, OrderStatus.Paid);
                break;
            case StockReleased released:
                foreach (var sequence in released.Sequences) Release(sequence, released.Cause);
                break;
            case RefundFellDue due:
                OweRefund(due);
                break;
            case RefundSettled settled:
                SettleRefund(settled);
                break;
            case OrderRevoked revoked:
                Revoke(revoked.Sequence);
                break;
            case TermsRevised or SalePaused or SaleResumed or SaleClosed or KeyAnswered:
                break; // Moves neither units nor money.
            default:
                // An incomplete sum would prove nothing.
                throw new InvalidOperationException($"The audit does not know what a {change.GetType().Name} means for the books.");
        }
    }

    private void Reserve(Reservation one, long unitPrice)
    {
        _available -= one.Quantity;
        _orders[one.Sequence] = new Line(one.Quantity, unitPrice, OrderStatus.Pending);
    }

    private void Release(long sequence, ReleaseCause cause)
    {
        if (_orders.TryGetValue(sequence, out var line)) _available += line.Units;
        Move(sequence, cause == ReleaseCause.Cancelled ? OrderStatus.Cancelled : OrderStatus.Expired);
    }

    private void Revoke(long sequence)
    {
        if (!_orders.TryGetValue(sequence, out var line)) return;
        _available += line.Units;
        _moneyTaken -= line.Sum.Amount;
        Move(sequence, OrderStatus.Cancelled);
    }

    /// <summary>Money for an order that is already paid is refunded too, but the order stays paid.</summary>
    private void OweRefund(RefundFellDue due)
    {
        if (!_orders.TryGetValue(due.Sequence, out var line) || line.Status is not (OrderStatus.Expired or OrderStatus.Cancelled)) return;
        _latePayments[due.Sequence] = due.Payment;
        Move(due.Sequence, OrderStatus.RefundDue);
    }

    private void SettleRefund(RefundSettled settled)
    {
        var isOfOrder = _latePayments.TryGetValue(settled.Sequence, out var payment) && payment == settled.Payment;
        if (isOfOrder) Move(settled.Sequence, OrderStatus.Refunded);
    }

    private void Move(long sequence, OrderStatus status)
    {
        if (_orders.TryGetValue(sequence, out var line)) _orders[sequence] = line with { Status = status };
    }

    private long Units(OrderStatus status) => _orders.Values.Where(line => line.Status == status).Sum(line => line.Units);

    private readonly record struct Line(long Units, long UnitPrice, OrderStatus Status)
    {
        public StatusSum Sum => new(1, Units, (Int128)Units * UnitPrice);
    }
}
