using System.Collections.Immutable;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Tests.Models;

/// <summary>
/// The rules of the sale a second time, as the contract tells them and as plainly as possible: lists that are searched from end
/// to end, sums that are added up anew. Nothing of the product's own rules or bookkeeping is used.
/// </summary>
internal sealed class NaiveSale
{
    internal sealed record NaiveOrder(long Number, string Buyer, long Units, ImmutableList<string> Keys, DateTimeOffset Deadline)
    {
        public int FurtherKeys { get; init; }

        public OrderStatus Status { get; init; } = OrderStatus.Pending;

        public string? Payment { get; init; }

        public bool IsOffer { get; init; }

        public bool Counts => Status is OrderStatus.Pending or OrderStatus.Paid;
    }

    private readonly List<NaiveOrder> _orders;
    private readonly Dictionary<string, (long Number, bool Settled)> _refunds;
    private readonly List<(string? Operator, string Key, long Delta, string Reason)> _adjustments;
    private ItemTerms? _terms;
    private readonly HashSet<(ulong Number, DateTimeOffset HalfMinute)> _tickets;
    private readonly List<string> _waiting;
    private bool _hasBeenWaitedFor;
    private long _total;

    /// <summary>Tickets that expired before this are refused for good: their half minute is over, and another half minute.</summary>
    private DateTimeOffset _forgottenUntil;

    public NaiveSale() => (_orders, _refunds, _adjustments, _tickets, _waiting) = ([], [], [], [], []);

    private NaiveSale(NaiveSale other)
    {
        (_orders, _refunds, _adjustments) = ([.. other._orders], new(other._refunds), [.. other._adjustments]);
        (_tickets, _forgottenUntil) = ([.. other._tickets], other._forgottenUntil);
        (_waiting, _hasBeenWaitedFor) = ([.. other._waiting], other._hasBeenWaitedFor);
        (_terms, _total) = (other._terms, other._total);
        (IsPaused, IsClosed) = (other.IsPaused, other.IsClosed);
        (_committed, _revision, TermsRevision, _switched) = (other._committed, other._revision, other.TermsRevision, other._switched);
    }

    /// <summary>Batches that changed something, and the one that last changed terms or total.</summary>
    private long _committed;
    private long _revision;
    private long _switched;

    public long TermsRevision { get; private set; }

    public IReadOnlyList<NaiveOrder> Orders => _orders;

    public IReadOnlyList<string> Waiting => _waiting;

    public bool IsPaused { get; private set; }

    public bool IsClosed { get; private set; }

    public long Held => Units(OrderStatus.Pending);

    public long Sold => Units(OrderStatus.Paid);

    public long Available => _total - Held - Sold;

    public IEnumerable<string> RefundsDue => _refunds.Where(refund => !refund.Value.Settled).Select(refund => refund.Key);

    public NaiveSale Clone() => new(this);

    /// <summary>The batch is written: what comes next is another revision.</summary>
    /// <param name="now">When it was decided.</param>
    public void Commit(DateTimeOffset now)
    {
        if (_committed == _revision) return;
        _committed = _revision;
        if ((_orders.Count == 0 && !_hasBeenWaitedFor) || _terms is not { TicketRequired: true }) return;
        var until = HalfMinuteOf(now) - HalfMinute;
        if (until > _forgottenUntil) _forgottenUntil = until;
    }

    /// <summary>Does what the command says. Returns how it ends, and the number of the order in the answer, 0 if none.</summary>
    public (Outcome Outcome, long Order) Do(ICommand command, DateTimeOffset now)
    {
        HandOver(now);
        var answer = DoAlone(command, now);
        HandOver(now);
        return answer;
    }

    private (Outcome Outcome, long Order) DoAlone(ICommand command, DateTimeOffset now)
    {
        if (_terms is null && command is not ListItem)
            return (command is IOperatorCommand { ExpectedVersion: { IsAbsent: false } } ? Outcome.VersionConflict : Outcome.ItemNotFound, 0);
        return command switch
        {
            ListItem list => (List(list, now), 0),
            AdjustStock adjust => (Adjust(adjust, now), 0),
            PauseSale pause => (Switch(pause.ExpectedVersion, now, pause: true, close: false), 0),
            ResumeSale resume => (Switch(resume.ExpectedVersion, now, pause: false, close: false), 0),
            CloseSale close => (Switch(close.ExpectedVersion, now, IsPaused, close: true), 0),
            ReserveStock wish => Reserve(wish.Buyer.Value, wish.Quantity.Units, wish.Key?.Value, ticket: null, now),
            ReserveWithTicket { Wish: var wish, Ticket: var ticket } => Reserve(wish.Buyer.Value, wish.Quantity.Units, wish.Key?.Value, ticket, now),
            RevokeOrder revoke => Revoke(revoke.Sequence),
            JoinWaitingList join => Join(join.Buyer.Value, join.Ticket, now),
            LeaveWaitingList leave => Leave(leave.Buyer.Value),
            OfferUnits => (Outcome.NothingDue, 0),
            CancelOrder cancel => Cancel(cancel.Buyer.Value, cancel.Sequence),
            ConfirmPayment money => Pay(money, now),
            SettleRefund refund => (Settle(refund.Payment.Value), 0),
            ExpireReservations expire => (Expire(expire, now), 0),
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
        if (isNew && wish.ExpectedVersion is { IsAbsent: false }) return Outcome.VersionConflict;
        var isSame = wish.Terms == _terms && wish.Stock == _total;
        if (!isNew && !IsAsExpected(wish.ExpectedVersion, now) && !(isSame && IsPast(wish.ExpectedVersion!, now))) return Outcome.VersionConflict;
        if (!isNew && isSame) return Outcome.Unchanged;
        if (IsClosed) return Outcome.Closed;
        if (!isNew && (now >= _terms!.StartsAt || _orders.Count > 0 || _hasBeenWaitedFor))
        {
            var fixedPartIsTheSame = wish.Stock == _total && wish.Terms.Campaign == _terms.Campaign
                && wish.Terms.UnitPrice == _terms.UnitPrice && wish.Terms.StartsAt == _terms.StartsAt && wish.Terms.PerBuyerLimit == _terms.PerBuyerLimit
                && wish.Terms.PaymentWindow == _terms.PaymentWindow && wish.Terms.TicketRequired == _terms.TicketRequired && wish.Terms.WaitingList == _terms.WaitingList;
            if (!fixedPartIsTheSame) return Outcome.ItemStarted;
        }

        var more = wish.Stock - _total;
        if (Available + more < 0) return Outcome.StockConflict;
        if (_total + more > ItemLimits.StockMax) return Outcome.StockLimit;
        (_terms, _total) = (wish.Terms, wish.Stock);
        TermsRevision = Change();
        return isNew ? Outcome.Listed : Outcome.Changed;
    }

    private Outcome Adjust(AdjustStock wish, DateTimeOffset now)
    {
        var named = _adjustments.Where(earlier => earlier.Key == wish.Key.Value
            && (earlier.Operator is null || wish.Operator is null || earlier.Operator == wish.Operator.Value.Value)).ToList();
        var isDone = named.Exists(earlier => earlier.Delta == wish.Delta && earlier.Reason == wish.Reason);
        if (!IsAsExpected(wish.ExpectedVersion, now) && !(isDone && IsPast(wish.ExpectedVersion!, now))) return Outcome.VersionConflict;
        if (named.Count > 0) return isDone ? Outcome.Unchanged : Outcome.KeyReused;
        if (IsClosed) return Outcome.Closed;
        if (Available + wish.Delta < 0) return Outcome.StockConflict;
        if (_total + wish.Delta > ItemLimits.StockMax) return Outcome.StockLimit;
        _total += wish.Delta;
        _adjustments.Add((wish.Operator?.Value, wish.Key.Value, wish.Delta, wish.Reason));
        TermsRevision = Change();
        return Outcome.Changed;
    }

    /// <summary>Whoever names the version that the last switch has ended repeats that switch.</summary>
    private Outcome Switch(ItemExpectation? expected, DateTimeOffset now, bool pause, bool close)
    {
        var isSame = close ? IsClosed : !IsClosed && IsPaused == pause;
        var before = _switched - 1;
        var isRepeat = isSame && before >= 1 && expected is not null && expected.Versions.Any(seen => seen / 4 == before);
        if (!IsAsExpected(expected, now) && !isRepeat) return Outcome.VersionConflict;
        if (isSame) return Outcome.Unchanged;
        if (IsClosed) return Outcome.Closed;
        (IsPaused, IsClosed, _switched) = (pause, close, Change());
        return Outcome.Changed;
    }

    private (Outcome, long) Reserve(string buyer, long units, string? key, Ticket? ticket, DateTimeOffset now)
    {
        var own = _orders.Where(order => order.Buyer == buyer).ToList();
        if (key is not null && own.Find(order => order.Keys.Contains(key)) is { } repeated)
            return repeated.Units == units ? (Outcome.AlreadyReserved, repeated.Number) : (Outcome.KeyReused, 0);
        if (_terms!.PerBuyerLimit == 1 && units == 1 && own.Find(order => order.Counts) is { } only)
        {
            if (key is null) return (Outcome.AlreadyReserved, only.Number);
            if (only.FurtherKeys == ItemLimits.FurtherKeysPerOrderMax) return (Outcome.LimitReached, 0);
            Put(only with { Keys = only.Keys.Add(key), FurtherKeys = only.FurtherKeys + 1 });
            return (Outcome.AlreadyReserved, only.Number);
        }

        if (FindFault(ticket, now) is { } fault) return (fault, 0);
        if (FindReason(now) is { } reason) return (reason, 0);
        if (UnitsOf(buyer) + units > _terms.PerBuyerLimit) return (Outcome.LimitReached, 0);
        if (units > Available || _waiting.Count > 0) return (Outcome.SoldOut, 0);
        if (_terms.TicketRequired) _tickets.Add((ticket!.Value.Number, HalfMinuteOf(ticket.Value.ExpiresAt)));
        _orders.Add(new NaiveOrder(_orders.Count + 1, buyer, units, key is null ? [] : [key], now + _terms.PaymentWindow));
        Change();
        return (Outcome.Reserved, _orders.Count);
    }

    private Outcome? FindFault(Ticket? ticket, DateTimeOffset now)
    {
        if (!_terms!.TicketRequired) return null;
        if (ticket is not { } one) return Outcome.TicketRequired;
        var isAlive = now < one.ExpiresAt + HalfMinute && one.ExpiresAt <= now + TimeSpan.FromMinutes(10) + HalfMinute && one.ExpiresAt >= _forgottenUntil;
        return isAlive && !_tickets.Contains((one.Number, HalfMinuteOf(one.ExpiresAt))) ? null : Outcome.TicketInvalid;
    }

    /// <summary>Why nothing is sold at all.</summary>
    private Outcome? FindReason(DateTimeOffset now) =>
        IsClosed || now >= _terms!.EndsAt ? Outcome.Closed : IsPaused ? Outcome.Paused : now < _terms.StartsAt ? Outcome.NotStarted : null;

    private long UnitsOf(string buyer) => _orders.Where(order => order.Buyer == buyer && order.Counts).Sum(order => order.Units);

    private NaiveOrder? OfferOf(string buyer) =>
        _orders.Find(order => order.Buyer == buyer && order is { IsOffer: true, Status: OrderStatus.Pending });

    private (Outcome, long) Join(string buyer, Ticket? ticket, DateTimeOffset now)
    {
        if (!_terms!.WaitingList) return (Outcome.NoWaitingList, 0);
        if (OfferOf(buyer) is { } offer) return (Outcome.Offered, offer.Number);
        if (_waiting.Contains(buyer)) return (Outcome.Waiting, 0);
        if (FindFault(ticket, now) is { } fault) return (fault, 0);
        if (FindReason(now) is { } reason) return (reason, 0);
        if (UnitsOf(buyer) >= _terms.PerBuyerLimit) return (Outcome.LimitReached, 0);
        if (Available > 0) return (Outcome.UnitsAvailable, 0);
        if (_terms.TicketRequired) _tickets.Add((ticket!.Value.Number, HalfMinuteOf(ticket.Value.ExpiresAt)));
        _waiting.Add(buyer);
        _hasBeenWaitedFor = true;
        Change();
        return (Outcome.Waiting, 0);
    }

    private (Outcome, long) Leave(string buyer)
    {
        if (!_terms!.WaitingList) return (Outcome.NoWaitingList, 0);
        if (OfferOf(buyer) is { } offer) return (Outcome.Offered, offer.Number);
        if (_waiting.Remove(buyer)) Change();
        return (Outcome.NotWaiting, 0);
    }

    /// <summary>While the item sells, a unit that somebody waits for is theirs at once.</summary>
    private void HandOver(DateTimeOffset now)
    {
        while (_terms is not null && FindReason(now) is null && Available > 0 && _waiting.Count > 0)
        {
            var first = _waiting[0];
            _waiting.RemoveAt(0);
            Change();
            if (UnitsOf(first) < _terms.PerBuyerLimit)
                _orders.Add(new NaiveOrder(_orders.Count + 1, first, 1, [], now + _terms.PaymentWindow) { IsOffer = true });
        }
    }

    private (Outcome, long) Cancel(string buyer, long number)
    {
        if (Find(number) is not { } order || order.Buyer != buyer) return (Outcome.OrderNotFound, 0);
        if (order.Status == OrderStatus.Pending) Put(order with { Status = OrderStatus.Cancelled });
        return (order.Status is OrderStatus.Pending or OrderStatus.Cancelled ? Outcome.Cancelled : Outcome.OrderState, number);
    }

    private (Outcome, long) Revoke(long number)
    {
        if (Find(number) is not { } order) return (Outcome.OrderNotFound, 0);
        if (order.Status == OrderStatus.Expired) return (Outcome.OrderState, number);
        if (!order.Counts) return (Outcome.Unchanged, number);
        if (order.Status == OrderStatus.Paid) _refunds.Add(order.Payment!, (number, false));
        Put(order with { Status = order.Status == OrderStatus.Paid ? OrderStatus.RefundDue : OrderStatus.Cancelled });
        return (Outcome.Cancelled, number);
    }

    private (Outcome, long) Pay(ConfirmPayment money, DateTimeOffset now)
    {
        var payment = money.Payment.Value;
        if (Find(money.Sequence) is not { } order) return (Outcome.OrderNotFound, 0);
        if (_refunds.ContainsKey(payment)) return (Outcome.RefundDue, order.Number);
        if (_orders.Find(other => other.Status == OrderStatus.Paid && other.Payment == payment) is { } paid) return (Outcome.Paid, paid.Number);
        var isRight = !money.PaysNothing && money.Amount.Currency == _terms!.UnitPrice.Currency
            && money.Amount.Amount == _terms.UnitPrice.Amount * order.Units;
        var isInTime = now < order.Deadline || (money.PaidAt is { } paidAt && paidAt < order.Deadline);
        if (order.Status == OrderStatus.Pending && isRight && isInTime)
        {
            Put(order with { Status = OrderStatus.Paid, Payment = payment });
            return (Outcome.Paid, order.Number);
        }

        _refunds.Add(payment, (order.Number, false));
        Change();
        var endsHold = order.Status == OrderStatus.Pending && isRight && !money.HasRival;
        if (endsHold || order.Status is OrderStatus.Expired or OrderStatus.Cancelled)
            Put(order with { Status = OrderStatus.RefundDue, Payment = payment });
        return (Outcome.RefundDue, order.Number);
    }

    private Outcome Settle(string payment)
    {
        if (!_refunds.TryGetValue(payment, out var refund)) return Outcome.OrderNotFound;
        if (refund.Settled) return Outcome.RefundSettled;
        _refunds[payment] = (refund.Number, true);
        Change();
        if (Find(refund.Number) is { Status: OrderStatus.RefundDue } order && order.Payment == payment)
            Put(order with { Status = OrderStatus.Refunded });
        return Outcome.RefundSettled;
    }

    private Outcome Expire(ExpireReservations wish, DateTimeOffset now)
    {
        var due = _orders.Where(order => order.Status == OrderStatus.Pending && order.Deadline <= now).ToList();
        if (wish.Only is { } only) due.RemoveAll(order => !only.Contains(order.Number));
        foreach (var order in due) Put(order with { Status = OrderStatus.Expired });
        return due.Count > 0 ? Outcome.Expired : Outcome.NothingDue;
    }

    private NaiveOrder? Find(long number) => number >= 1 && number <= _orders.Count ? _orders[(int)number - 1] : null;

    private void Put(NaiveOrder order)
    {
        _orders[(int)order.Number - 1] = order;
        Change();
    }

    private long Change() => _revision = _committed + 1;

    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);

    private static DateTimeOffset HalfMinuteOf(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % HalfMinute.Ticks));

    private long VersionAt(DateTimeOffset now) => (4 * _revision) + (now < _terms!.StartsAt ? 0 : now < _terms.EndsAt ? 1 : 2);

    private bool IsAsExpected(ItemExpectation? expected, DateTimeOffset now) =>
        expected is null || expected.IsPresent || expected.Versions.Contains(VersionAt(now)) || expected.TermsVersions.Contains(TermsRevision);

    private bool IsPast(ItemExpectation expected, DateTimeOffset now) =>
        expected.Versions.Any(seen => seen >= 4 && seen < VersionAt(now)) || expected.TermsVersions.Any(seen => seen > 0 && seen < TermsRevision);
}
