using Seckill.Actors.Payments;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Host.Payments;

/// <summary>
/// The payment provider. It reports payments by signed webhook, and can be asked about them; it also makes refunds and lists all of
/// its payments. A payment belongs to the one order that it was opened for.
/// </summary>
internal interface IPaymentProvider : IRefunds, IPaymentInquiry, IPaymentListing
{
    /// <summary>Opens a payment for an order, or returns the one already open.</summary>
    Task<ProviderPayment> OpenAsync(Order order, CancellationToken cancellation);

    /// <summary>Finds a payment; null when the provider does not know it.</summary>
    Task<ProviderPayment?> FindAsync(PaymentId payment, CancellationToken cancellation);

    /// <summary>
    /// Cancels an order's open payment, so that it can no longer take money. Idempotent; does nothing when none is open.
    /// </summary>
    /// <returns>Money taken before. The provider keeps it: the caller must tell the item, which refunds it.</returns>
    Task<IReadOnlyList<ReceivedPayment>> CancelAsync(OrderId order, CancellationToken cancellation);
}

/// <summary>A payment at the provider.</summary>
/// <param name="Id">The provider's id of the payment.</param>
/// <param name="Order">The order to be paid.</param>
/// <param name="Amount">The amount.</param>
/// <param name="ExpiresAt">Until when a payment is in time.</param>
/// <param name="PayPage">Where the buyer pays; relative if the page belongs to this service.</param>
internal sealed record ProviderPayment(PaymentId Id, OrderId Order, Money Amount, DateTimeOffset ExpiresAt, Uri PayPage)
{
    /// <summary>When the buyer paid, by the provider's clock; null before that, or when the provider does not know.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>Whether the payment is open or has succeeded. An order has at most one such payment.</summary>
    public bool IsLive { get; init; }
}
