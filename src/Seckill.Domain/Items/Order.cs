using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>The status of an order. Numbers are stored: never renumber.</summary>
public enum OrderStatus
{
    /// <summary>Units are held until <see cref="Order.PayBefore"/>.</summary>
    Pending = 1,

    /// <summary>Paid in time; the units are sold.</summary>
    Paid = 2,

    /// <summary>Not paid in time; the units returned to sale.</summary>
    Expired = 3,

    /// <summary>Given up by the buyer, or cancelled by an operator; the units returned to sale.</summary>
    Cancelled = 4,

    /// <summary>
    /// The order has ended and its money must be refunded: it arrived after the order had expired or been cancelled, or an operator
    /// cancelled the paid order.
    /// </summary>
    RefundDue = 5,

    /// <summary>The money was refunded.</summary>
    Refunded = 6,
}

/// <summary>The buyer's view of a reservation.</summary>
public sealed record Order(
    OrderId Id, BuyerId Buyer, int Quantity, Money UnitPrice, OrderStatus Status, DateTimeOffset CreatedAt, DateTimeOffset PayBefore)
{
    /// <summary>When the payment was accepted; null unless paid.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>When the order expired or was cancelled; null while it holds or owns units.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The payment that settled the order, or that is refunded.</summary>
    public PaymentId? PaymentId { get; init; }

    /// <summary>The price of the whole order.</summary>
    public Money Amount => UnitPrice.Times(Quantity);
}
