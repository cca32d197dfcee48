using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>What the ledger says must have become of some money.</summary>
internal enum MoneyState
{
    /// <summary>It pays the order.</summary>
    Sale,

    /// <summary>It has to go back.</summary>
    Due,

    /// <summary>It went back.</summary>
    Refunded,

    /// <summary>It paid this order, which was revoked, and stays where it is: it pays another order too, which the first version allowed.</summary>
    Kept,
}

/// <summary>Money that the ledger says was received for an order.</summary>
internal readonly record struct LedgerMoney(PaymentId Payment, Money Amount, MoneyState State);

/// <summary>What an order must be according to the ledger.</summary>
internal sealed class LedgerOrder(long sequence, BuyerId buyer, int quantity, Money unitPrice, DateTimeOffset at)
{
    public long Sequence => sequence;

    public BuyerId Buyer => buyer;

    public int Quantity => quantity;

    public Money UnitPrice => unitPrice;

    public OrderStatus Status { get; private set; } = OrderStatus.Pending;

    /// <summary>The payment that the order's row shows.</summary>
    public PaymentId? Payment { get; private set; }

    /// <summary>When the ledger last said something about it.</summary>
    public DateTimeOffset ChangedAt { get; private set; } = at;

    /// <summary>All money that was ever received for it.</summary>
    public ImmutableArray<LedgerMoney> Money { get; private set; } = [];

    public Int128 Amount => (Int128)unitPrice.Amount * quantity;

    public void End(OrderStatus status, DateTimeOffset now) => (Status, ChangedAt) = (status, now);

    public void Pay(PaymentId payment, Money amount, DateTimeOffset now)
    {
        (Status, Payment, ChangedAt) = (OrderStatus.Paid, payment, now);
        Set(payment, amount, MoneyState.Sale);
    }

    /// <summary>Takes the sale back. What becomes of the money follows in the same entry, or nothing does.</summary>
    public void Revoke(DateTimeOffset now)
    {
        if (Payment is { } payment && Find(payment) is { } money) Set(payment, money.Amount, MoneyState.Kept);
        (Status, Payment, ChangedAt) = (OrderStatus.Cancelled, null, now);
    }

    /// <summary>Money for an order that is already paid is refunded too, but the order stays paid.</summary>
    public void OweRefund(PaymentId payment, Money amount, DateTimeOffset now)
    {
        ChangedAt = now;
        Set(payment, amount, MoneyState.Due);
        if (Status is OrderStatus.Expired or OrderStatus.Cancelled) (Status, Payment) = (OrderStatus.RefundDue, payment);
    }

    public void SettleRefund(PaymentId payment, DateTimeOffset now)
    {
        ChangedAt = now;
        if (Find(payment) is { } money) Set(payment, money.Amount, MoneyState.Refunded);
        if (Status == OrderStatus.RefundDue && Payment == payment) Status = OrderStatus.Refunded;
    }

    private LedgerMoney? Find(PaymentId payment)
    {
        foreach (var money in Money)
            if (money.Payment == payment) return money;
        return null;
    }

    private void Set(PaymentId payment, Money amount, MoneyState state)
    {
        var money = new LedgerMoney(payment, amount, state);
        Money = Find(payment) is { } known ? Money.Replace(known, money) : Money.Add(money);
    }
}
