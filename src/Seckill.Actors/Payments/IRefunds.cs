using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>The part of the payment provider that refunds money.</summary>
public interface IRefunds
{
    /// <summary>
    /// Refunds one payment. Idempotent by payment id: repeating it never pays twice.
    /// Completes when the provider has accepted the refund; throws when it has not. The caller then retries later.
    /// </summary>
    Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation);
}
