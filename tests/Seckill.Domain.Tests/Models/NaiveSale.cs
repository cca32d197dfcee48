using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Tests.Models;

/// <summary>
/// The rules of the sale a second time, as the contract tells them and as plainly as possible: lists that are searched from end
/// to end, sums that are added up anew. Nothing of the product's own rules or bookkeeping is used.
/// </summary>
internal sealed class NaiveSale
{
    internal sealed record NaiveOrder(long Number, string Buyer, long Units, string? Key, DateTimeOffset Deadline)
    {
        public OrderStatus Status { get; init; } = OrderStatus.Pending;

        public string? Payment { get; init; }

        public bool Counts => Status is OrderStatus.Pending or OrderStatus.Paid;
    }

    private readonly List<NaiveOrder> _orders;
    private readonly Dictionary<string, (long Number, bool Settled)> _refunds;
    private readonly Dictionary<string, (long Delta, string Reason)> _adjustments;
    private ItemTerms? _terms;
    private long _listedStock;
    private long _total;

    public NaiveSale() => (_orders, _refunds, _adjustments) = ([], [], []);

    private NaiveSale(NaiveSale other)
    {
        (_orders, _refunds, _adjustments) = ([.. other._orders], new(other._refunds), new(other._adjustments));
        (_terms, _listedStock, _total) = (other._terms, other._listedStock, other._total);
        (IsPaused, IsClosed) = (other.IsPaused, other.IsClosed);
    }

    public IReadOnlyList<NaiveOrder> Orders => _orders;

    public bool IsPaused { get; private set; }

    public bool IsClosed { get; private set; }

    public long Held => Units(OrderStatus.Pending);

    public long Sold => Units(OrderStatus.Paid);

    public long Available => _total - Held - Sold;

    public IEnumerable<string> RefundsDue => _refunds.Where(refund => !refund.Value.Settled).Select(refund => refund.Key);

    public NaiveSale Clone() => new(this);

    /// <summary>Does what the command says. Returns how it ends, and the number of the order in the answer, 0 if none.</summary>
    public (Outcome Outcome, long Order) Do(ICommand command, DateTimeOffset now)
    {
        if (_terms is null && command is not ListItem) return (Outcome.ItemNotFound, 0);
        return command switch
        {
            ListItem list => (List(list, now), 0),
            AdjustStock adjust => (Adjust(adjust), 0),
            PauseSale => (Pause(true), 0),
            ResumeSale => (Pause(false), 0),
            CloseSale => (Close(), 0),
            ReserveStock wish => Reserve(wish.Buyer.Value, wish.Quantity.Units, wish.Key?.Value, now),
            CancelOrder cancel => Cancel(cancel.Buyer.Value, cancel.Sequence),
            ConfirmPayment money => Pay(money, now),
            SettleRefund refund => (Settle(refund.Payment.Value), 0),
            ExpireReservations => (Expire(now), 0),
            _ => throw new NotSupportedException(),
        };
    }

    private long Units(OrderStatus status)
    {
        long units = 0;
        foreach (var order in _orders) units += order.Status == status ? order.Units : 0;
        return units;
    }

    private Outcome List(ListItem wish, DateTimeOffset now)
    {
        var isNew = _terms is null;
        if (!isNew && wish.Terms == _terms && wish.Stock == _listedStock) return Outcome.Unchanged;
        if (IsClosed) return Outcome.Closed;
        if (!isNew && (now >= _terms!.StartsAt || _orders.Count > 0))
        {
            var fixedPartIsTheSame = wish.Stock == _listedStock && wish.Terms.Campaign == _terms.Campaign
                && wish.Terms.UnitPrice == _terms.UnitPrice && wish.Terms.StartsAt == _terms.StartsAt && wish.Terms.PerBuyerLimit == _terms.PerBuyerLimit
                && wish.Terms.PaymentWindow == _terms.PaymentWindow && wish.Terms.TicketRequired == _terms.TicketRequired;
            if (!fixedPartIsTheSame) return Outcome.ItemStarted;
        }

        var more = wish.Stock - _listedStock;
        if (Available + more < 0) return Outcome.StockConflict;
        if (_total + more > ItemLimits.StockMax) return Outcome.StockLimit;
        (_terms, _listedStock, _total) = (wish.Terms, wish.Stock, _total + more);
        return isNew ? Outcome.Listed : Outcome.Changed;
    }

    private Outcome Adjust(AdjustStock wish)
    {
        if (_adjustments.TryGetValue(wish.Key.Value, out var earlier))
            return earlier == (wish.Delta, wish.Reason) ? Outcome.Unchanged : Outcome.KeyReused;
        if (IsClosed) return Outcome.Closed;
        if (Available + wish.Delta < 0) return Outcome.StockConflict;
        if (_total + wish.Delta > ItemLimits.StockMax) return Outcome.StockLimit;
        _total += wish.Delta;
        _adjustments.Add(wish.Key.Value, (wish.Delta, wish.Reason));
        return Outcome.Changed;
    }

    private Outcome Pause(bool pause)
    {
        if (IsClosed) return Outcome.Closed;
        if (IsPaused == pause) return Outcome.Unchanged;
        IsPaused = pause;
        return Outcome.Changed;
    }

    private Outcome Close()
    {
        if (IsClosed) return Outcome.Unchanged;
        IsClosed = true;
        return Outcome.Changed;
    }

    private (Outcome, long) Reserve(string buyer, long units, string? key, DateTimeOffset now)
    {
        var own = _orders.Where(order => order.Buyer == buyer).ToList();
        if (key is not null && own.Find(order => order.Key == key) is { } repeated)
            return repeated.Units == units ? (Outcome.AlreadyReserved, repeated.Number) : (Outcome.KeyReused, 0);
        if (_terms!.PerBuyerLimit == 1 && units == 1 && own.Find(order => order.Counts) is { } only)
            return (Outcome.AlreadyReserved, only.Number);
        if (IsClosed || now >= _terms.EndsAt) return (Outcome.Closed, 0);
        if (IsPaused) return (Outcome.Paused, 0);
        if (now < _terms.StartsAt) return (Outcome.NotStarted, 0);
        if (own.Where(order => order.Counts).Sum(order => order.Units) + units > _terms.PerBuyerLimit) return (Outcome.LimitReached, 0);
        if (units > Available) return (Outcome.SoldOut, 0);
        _orders.Add(new NaiveOrder(_orders.Count + 1, buyer, units, key, now + _terms.PaymentWindow));
        return (Outcome.Reserved, _orders.Count);
    }

    private (Outcome, long) Cancel(string buyer, long number)
    {
        if (Find(number) is not { } order || order.Buyer != buyer) return (Outcome.OrderNotFound, 0);
        if (order.Status == OrderStatus.Pending) Put(order with { Status = OrderStatus.Cancelled });
        return (order.Status is OrderStatus.Pending or OrderStatus.Cancelled ? Outcome.Cancelled : Outcome.OrderState, number);
    }

    private (Outcome, long) Pay(ConfirmPayment money, DateTimeOffset now)
    {
        var payment = money.Payment.Value;
        if (Find(money.Sequence) is not { } order) return (Outcome.OrderNotFound, 0);
        if (_refunds.ContainsKey(payment)) return (Outcome.RefundDue, order.Number);
        if (order.Status == OrderStatus.Paid && order.Payment == payment) return (Outcome.Paid, order.Number);
        if (money.Amount.Currency != _terms!.UnitPrice.Currency || money.Amount.Amount != _terms.UnitPrice.Amount * order.Units)
            return (Outcome.AmountMismatch, 0);
        if (order.Status == OrderStatus.Pending && now < order.Deadline)
        {
            Put(order with { Status = OrderStatus.Paid, Payment = payment });
            return (Outcome.Paid, order.Number);
        }

        _refunds.Add(payment, (order.Number, false));
        if (order.Status is OrderStatus.Pending or OrderStatus.Expired or OrderStatus.Cancelled)
            Put(order with { Status = OrderStatus.RefundDue, Payment = payment });
        return (Outcome.RefundDue, order.Number);
    }

    private Outcome Settle(string payment)
    {
        if (!_refunds.TryGetValue(payment, out var refund)) return Outcome.OrderNotFound;
        _refunds[payment] = (refund.Number, true);
        if (Find(refund.Number) is { Status: OrderStatus.RefundDue } order && order.Payment == payment)
            Put(order with { Status = OrderStatus.Refunded });
        return Outcome.RefundSettled;
    }

    private Outcome Expire(DateTimeOffset now)
    {
        var due = _orders.Where(order => order.Status == OrderStatus.Pending && order.Deadline <= now).ToList();
        foreach (var order in due) Put(order with { Status = OrderStatus.Expired });
        return due.Count > 0 ? Outcome.Expired : Outcome.NothingDue;
    }

    private NaiveOrder? Find(long number) => number >= 1 && number <= _orders.Count ? _orders[(int)number - 1] : null;

    private void Put(NaiveOrder order) => _orders[(int)order.Number - 1] = order;
}
