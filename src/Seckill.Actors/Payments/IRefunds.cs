using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>The part of the payment provider that items need: sending money back.</summary>
public interface IRefunds
{
    /// <summary>
    /// Sends the money of one payment back. Idempotent by payment id: repeating it never pays twice.
    /// Completes when the provider has accepted the refund; throws when it has not, and is then tried again later.
    /// </summary>
    Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation);
}
