using Seckill.Actors.Payments;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Host.Payments;

/// <summary>
/// Whoever takes the buyers' money. The provider reports what became of it by signed webhook, and can be asked; refunds go back
/// through it. A payment belongs to the one order that it was opened for.
/// </summary>
internal interface IPaymentProvider : IRefunds, IPaymentInquiry
{
    /// <summary>Opens a payment for an order, or returns the one that is open already.</summary>
    Task<ProviderPayment> OpenAsync(Order order, CancellationToken cancellation);

    /// <summary>Finds a payment; null when the provider does not know it.</summary>
    Task<ProviderPayment?> FindAsync(PaymentId payment, CancellationToken cancellation);

    /// <summary>
    /// Cancels an order's open payment, so that it takes no money any more. Idempotent; does nothing when none is open.
    /// </summary>
    /// <returns>The money that was taken before. It stays taken: the item has to be told, and sends it back.</returns>
    Task<IReadOnlyList<ReceivedPayment>> CancelAsync(OrderId order, CancellationToken cancellation);
}

/// <summary>A payment at the provider.</summary>
/// <param name="Id">The provider's name for it.</param>
/// <param name="Order">What is paid for.</param>
/// <param name="Amount">How much.</param>
/// <param name="ExpiresAt">Until when paying is in time.</param>
/// <param name="PayPage">Where the buyer pays; relative to this service when the page is its own.</param>
internal sealed record ProviderPayment(PaymentId Id, OrderId Order, Money Amount, DateTimeOffset ExpiresAt, Uri PayPage)
{
    /// <summary>When the buyer paid, by the provider's clock; null while nobody has, or when the provider cannot tell.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>Whether it is open or has succeeded. An order has at most one such payment.</summary>
    public bool IsLive { get; init; }
}
