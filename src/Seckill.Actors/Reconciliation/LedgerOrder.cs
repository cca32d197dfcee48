using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>What the ledger says must have become of some money.</summary>
internal enum MoneyState : byte
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

/// <summary>What an order must be according to the ledger, made of what <see cref="LedgerOrders"/> keeps whenever one reads it.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Buyer">Whose it is.</param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitPrice">The price of one.</param>
/// <param name="Status">Its status.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="PayBefore">Until when it could be paid.</param>
/// <param name="PaidAt">When it was paid; null unless it is.</param>
/// <param name="ClosedAt">When it ended; null unless it has.</param>
/// <param name="Payment">The payment that the order's row shows.</param>
/// <param name="ChangedAt">When the ledger last said something about it.</param>
/// <param name="Money">All money that was ever received for it.</param>
internal sealed record LedgerOrder(
    long Sequence, BuyerId Buyer, int Quantity, Money UnitPrice, OrderStatus Status, DateTimeOffset CreatedAt, DateTimeOffset PayBefore,
    DateTimeOffset? PaidAt, DateTimeOffset? ClosedAt, PaymentId? Payment, DateTimeOffset ChangedAt, ImmutableArray<LedgerMoney> Money)
{
    public Int128 Amount => (Int128)UnitPrice.Amount * Quantity;
}
