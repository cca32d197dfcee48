using Seckill.Domain.Shared;

namespace Seckill.Storage.Payments;

/// <summary>Where a payment at the sandbox provider stands.</summary>
public enum SandboxPaymentStatus
{
    /// <summary>Nobody has paid or declined yet.</summary>
    Open,

    /// <summary>The money was taken.</summary>
    Succeeded,

    /// <summary>Declined by the buyer or cancelled by the shop. A new payment may be opened for an order that is still pending.</summary>
    Failed,

    /// <summary>The money went back.</summary>
    Refunded,
}

/// <summary>A payment as the sandbox provider keeps it.</summary>
/// <param name="Id">The provider's name for it; impossible to guess.</param>
/// <param name="Order">The order that it is for.</param>
/// <param name="Amount">How much.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ExpiresAt">Until when the provider takes the money.</param>
public sealed record SandboxPayment(
    PaymentId Id, OrderId Order, Money Amount, SandboxPaymentStatus Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>When the money was taken; null when it was not, or before the book noted that.</summary>
    public DateTimeOffset? PaidAt { get; init; }
}

/// <summary>A webhook that has to reach the shop; whoever took it has a lease on it.</summary>
/// <param name="EventId">Names the event; the same with every attempt, so that the receiver can tell a repeat.</param>
/// <param name="EventType"><c>payment.succeeded</c> or <c>payment.failed</c>.</param>
/// <param name="Payment">The payment.</param>
/// <param name="Attempt">Which attempt this is, from 1 on; it also tells this lease from later ones.</param>
public sealed record WebhookDelivery(string EventId, string EventType, SandboxPayment Payment, int Attempt);
