using System.Collections.Immutable;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// The orders of a window of the ledger, by number. They stay until the audit has compared them, while the item sells on, so none is an
/// object: the garbage collector would have to move each, and the sale would wait for it. An order takes 72 bytes and its buyer's name,
/// a payment 24 and its name. Orders are named by their places, which are in the order of their numbers and hold until the next
/// <see cref="Reserve"/>.
/// </summary>
internal sealed class LedgerOrders
{
    private const int None = -1;

    private readonly Chunks<Slot> _orders = new();
    private readonly Chunks<Receipt> _receipts = new();
    private readonly Names _names = new();

    /// <summary>Those seen so far; an honest item has one.</summary>
    private readonly List<string> _currencies = [];

    /// <summary>How many there are.</summary>
    public int Count => _orders.Count;

    /// <summary>The order at a place.</summary>
    public LedgerOrder this[int place]
    {
        get
        {
            ref var order = ref _orders[place];
            return new LedgerOrder(
                order.Sequence, BuyerId.Parse(_names[order.Buyer]), order.Quantity, MoneyOf(order.UnitPrice, order.Currency), order.Status,
                TimeOf(order.CreatedAtTicks), TimeOf(order.PayBeforeTicks), order.Status == OrderStatus.Paid ? TimeOf(order.DecidedAtTicks) : null,
                order.Status is OrderStatus.Pending or OrderStatus.Paid ? null : TimeOf(order.DecidedAtTicks),
                order.Payment == None ? null : PaymentOf(_receipts[order.Payment]), TimeOf(order.ChangedAtTicks),
                ReceiptsOf(order));
        }
    }

    /// <summary>The number of the order at a place.</summary>
    public long SequenceAt(int place) => _orders[place].Sequence;

    /// <summary>Units and price of the order at a place.</summary>
    public (int Quantity, Int128 Amount) PriceAt(int place) => (_orders[place].Quantity, AmountOf(_orders[place]));

    /// <summary>Finds an order.</summary>
    public bool TryFind(long sequence, out int place) => (place = PlaceOf(sequence)) >= 0;

    /// <summary>Adds the orders to sums by status.</summary>
    public void AddTo(StatusSum[] sums)
    {
        for (var place = 0; place < Count; place++)
        {
            ref var order = ref _orders[place];
            sums[(int)order.Status] += new StatusSum(1, order.Quantity, AmountOf(order));
        }
    }

    /// <summary>Adds an order. One with the same number, which no honest ledger has, is replaced.</summary>
    public void Reserve(Reservation one, Money unitPrice, DateTimeOffset payBefore, DateTimeOffset at)
    {
        var order = new Slot
        {
            Sequence = one.Sequence,
            UnitPrice = unitPrice.Amount,
            Currency = PlaceOf(unitPrice.Currency),
            Quantity = one.Quantity,
            Buyer = _names.Add(one.Buyer.Value),
            Status = OrderStatus.Pending,
            CreatedAtTicks = at.UtcTicks,
            PayBeforeTicks = payBefore.UtcTicks,
            ChangedAtTicks = at.UtcTicks,
            Payment = None,
            Receipts = None,
        };
        if (TryFind(one.Sequence, out var place)) _orders[place] = order;
        else _orders.Insert(~place, order);
    }

    /// <summary>Ends an order that is not paid.</summary>
    public void End(int place, OrderStatus status, DateTimeOffset at) => Decide(place, at).Status = status;

    /// <summary>Pays an order.</summary>
    public void Pay(int place, PaymentId payment, Money amount, DateTimeOffset at)
    {
        ref var order = ref Decide(place, at);
        (order.Status, order.Payment) = (OrderStatus.Paid, Set(ref order, payment, amount, MoneyState.Sale));
    }

    /// <summary>Takes the sale back. What becomes of the money follows in the same entry, or nothing does.</summary>
    public void Revoke(int place, DateTimeOffset at)
    {
        ref var order = ref Decide(place, at);
        if (order.Payment != None) _receipts[order.Payment].State = MoneyState.Kept;
        (order.Status, order.Payment) = (OrderStatus.Cancelled, None);
    }

    /// <summary>Money for an order that is already paid is refunded too, but the order stays paid.</summary>
    public void OweRefund(int place, PaymentId payment, Money amount, DateTimeOffset at)
    {
        ref var order = ref Touch(place, at);
        var receipt = Set(ref order, payment, amount, MoneyState.Due);
        if (order.Status is OrderStatus.Expired or OrderStatus.Cancelled) (order.Status, order.Payment) = (OrderStatus.RefundDue, receipt);
    }

    /// <summary>The money went back.</summary>
    public void SettleRefund(int place, PaymentId payment, DateTimeOffset at)
    {
        ref var order = ref Touch(place, at);
        if (Find(order, payment) is not { } receipt) return;
        _receipts[receipt].State = MoneyState.Refunded;
        if (order.Status == OrderStatus.RefundDue && order.Payment == receipt) order.Status = OrderStatus.Refunded;
    }

    /// <summary>Forgets the orders, and keeps the memory for those of the next window.</summary>
    public void Clear()
    {
        _orders.Clear();
        _receipts.Clear();
        _names.Clear();
    }

    /// <summary>The order is paid or ends now, and may end once more later: a paid one may be revoked.</summary>
    private ref Slot Decide(int place, DateTimeOffset at)
    {
        ref var order = ref Touch(place, at);
        order.DecidedAtTicks = at.UtcTicks;
        return ref order;
    }

    private ref Slot Touch(int place, DateTimeOffset at)
    {
        ref var order = ref _orders[place];
        order.ChangedAtTicks = at.UtcTicks;
        return ref order;
    }

    /// <summary>Where an order is; the complement of where it belongs when it is not here.</summary>
    private int PlaceOf(long sequence)
    {
        // In an honest ledger they follow each other without gaps.
        var guess = Count == 0 ? 0 : unchecked(sequence - SequenceAt(0));
        if (guess >= 0 && guess < Count && SequenceAt((int)guess) == sequence) return (int)guess;
        if (Count == 0 || sequence > SequenceAt(Count - 1)) return ~Count;
        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (SequenceAt(middle) < sequence) low = middle + 1;
            else high = middle;
        }

        return SequenceAt(low) == sequence ? low : ~low;
    }

    private int PlaceOf(string currency)
    {
        var place = _currencies.IndexOf(currency);
        if (place >= 0) return place;
        _currencies.Add(currency);
        return _currencies.Count - 1;
    }

    /// <summary>The receipt of an order for a payment.</summary>
    private int? Find(in Slot order, PaymentId payment)
    {
        for (var receipt = order.Receipts; receipt != None; receipt = _receipts[receipt].Next)
        {
            if (_names.Is(_receipts[receipt].Payment, payment.Value)) return receipt;
        }

        return null;
    }

    /// <summary>Says what becomes of a payment; a new one is put behind the order's others.</summary>
    private int Set(ref Slot order, PaymentId payment, Money amount, MoneyState state)
    {
        var (value, currency) = (amount.Amount, PlaceOf(amount.Currency));
        if (Find(order, payment) is { } known)
        {
            ref var receipt = ref _receipts[known];
            (receipt.Amount, receipt.Currency, receipt.State) = (value, currency, state);
            return known;
        }

        var added = _receipts.Add(new Receipt { Amount = value, Currency = currency, State = state, Payment = _names.Add(payment.Value), Next = None });
        if (order.Receipts == None) order.Receipts = added;
        else _receipts[LastOf(order)].Next = added;
        return added;
    }

    private int LastOf(in Slot order)
    {
        var last = order.Receipts;
        while (_receipts[last].Next != None) last = _receipts[last].Next;
        return last;
    }

    private ImmutableArray<LedgerMoney> ReceiptsOf(in Slot order)
    {
        if (order.Receipts == None) return [];
        var money = ImmutableArray.CreateBuilder<LedgerMoney>(1);
        for (var next = order.Receipts; next != None; next = _receipts[next].Next)
        {
            ref var receipt = ref _receipts[next];
            money.Add(new LedgerMoney(PaymentOf(receipt), MoneyOf(receipt.Amount, receipt.Currency), receipt.State));
        }

        return money.DrainToImmutable();
    }

    private static DateTimeOffset TimeOf(long ticks) => new(ticks, TimeSpan.Zero);

    private PaymentId PaymentOf(in Receipt receipt) => PaymentId.Parse(_names[receipt.Payment]);

    private Money MoneyOf(long amount, int currency) => Money.Create(amount, _currencies[currency]);

    private static Int128 AmountOf(in Slot order) => (Int128)order.UnitPrice * order.Quantity;

    /// <summary>An order. DecidedAt: when it was paid, or ended. Buyer: where the name begins. Payment: the receipt that the order's row shows. Receipts: the first of the list.</summary>
    private struct Slot
    {
        public long Sequence;
        public long UnitPrice;
        public long CreatedAtTicks;
        public long PayBeforeTicks;
        public long DecidedAtTicks;
        public long ChangedAtTicks;
        public int Quantity;
        public int Buyer;
        public int Payment;
        public int Receipts;
        public int Currency;
        public OrderStatus Status;
    }

    /// <summary>Money that was received for an order, and the next of its list. Payment: where the name begins.</summary>
    private struct Receipt
    {
        public long Amount;
        public int Payment;
        public int Next;
        public int Currency;
        public MoneyState State;
    }
}
