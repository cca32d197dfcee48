using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>Where a payment stands at the provider.</summary>
public enum ProviderPaymentStatus
{
    /// <summary>Nobody has paid or declined yet.</summary>
    Open = 1,

    /// <summary>The provider has the money.</summary>
    Taken = 2,

    /// <summary>Declined or closed: no money was taken, and none will be.</summary>
    Failed = 3,

    /// <summary>The money went back.</summary>
    Refunded = 4,
}

/// <summary>
/// A payment as the provider lists it. Texts and numbers are the provider's own and may be impossible: a comparison must show them, not
/// refuse them.
/// </summary>
/// <param name="Sequence">The number of the order that it was opened for, from 1 on.</param>
/// <param name="Payment">The provider's name for it.</param>
/// <param name="Amount">How much, in minor units.</param>
/// <param name="Currency">Of which money.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ChangedAt">When it last changed, by the provider's clock, as far as the provider notes that.</param>
/// <param name="ExpiresAt">Until when the provider takes the money.</param>
public readonly record struct ListedPayment(
    long Sequence, string Payment, long Amount, string Currency, ProviderPaymentStatus Status, DateTimeOffset ChangedAt, DateTimeOffset ExpiresAt);

/// <summary>The end of a page of payments.</summary>
/// <param name="Sequence">The number of the last order.</param>
/// <param name="Payment">The provider's name for its last payment.</param>
public readonly record struct PaymentCursor(long Sequence, string Payment);

/// <summary>The part of the payment provider that the reconciliation reads: every payment that the provider has.</summary>
public interface IPaymentListing
{
    /// <summary>
    /// An item's payments after <paramref name="after"/>: by the number of their order, and those of one order by their own names. Payments
    /// of orders that the shop does not know are listed too. Throws when the provider does not answer.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="after">The end of the page before; null for the first page.</param>
    /// <param name="limit">Most payments on the page.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<ListedPayment>> ListAsync(ItemId item, PaymentCursor? after, int limit, CancellationToken cancellation);

    /// <summary>The items that the provider has payments for. Throws when the provider does not answer.</summary>
    Task<IReadOnlyList<ItemId>> ListItemsAsync(CancellationToken cancellation);
}
