using Seckill.Actors.Payments;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Host.Payments;

/// <summary>
/// Whoever takes the buyers' money. What became of it, the provider reports by signed webhook; refunds go back through it.
/// </summary>
internal interface IPaymentProvider : IRefunds
{
    /// <summary>Opens a payment for an order, or returns the one that is open already.</summary>
    Task<ProviderPayment> OpenAsync(Order order, CancellationToken cancellation);

    /// <summary>Finds a payment; null when the provider does not know it.</summary>
    Task<ProviderPayment?> FindAsync(PaymentId payment, CancellationToken cancellation);
}

/// <summary>A payment at the provider.</summary>
/// <param name="Id">The provider's name for it.</param>
/// <param name="Order">What is paid for.</param>
/// <param name="Amount">How much.</param>
/// <param name="ExpiresAt">Until when paying is in time.</param>
/// <param name="PayPage">Where the buyer pays; relative to this service when the page is its own.</param>
internal sealed record ProviderPayment(PaymentId Id, OrderId Order, Money Amount, DateTimeOffset ExpiresAt, Uri PayPage);
