using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Payments;

/// <summary>The part of the payment provider that an item asks before it releases unpaid units.</summary>
public interface IPaymentInquiry
{
    /// <summary>
    /// Which of an item's orders have a payment that the buyer may have made. The shop's own book answers this, so a provider that does
    /// not answer delays only these orders.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="sequences">The orders.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<long>> FindOpenAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation);

    /// <summary>
    /// Asks the provider which of an item's orders were paid, and closes the payments of the others. The answer is final: the item releases
    /// the units of every other order, so its payment must not take money any more. Throws when the provider does not answer.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="sequences">The orders.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<ReceivedPayment>> FindPaidAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation);
}

/// <summary>Money that the provider has received.</summary>
/// <param name="Sequence">The order that the payment was opened for.</param>
/// <param name="Payment">The provider's id of the payment.</param>
/// <param name="Amount">The amount.</param>
/// <param name="PaidAt">When the buyer paid, by the provider's clock; null when it is not known.</param>
public readonly record struct ReceivedPayment(long Sequence, PaymentId Payment, Money Amount, DateTimeOffset? PaidAt)
{
    /// <summary>The commands for the item. Of two payments for one order the earlier comes first, because the first one pays.</summary>
    public static IEnumerable<ConfirmPayment> ConfirmationsOf(IEnumerable<ReceivedPayment> paid) => paid
        .OrderBy(money => money.PaidAt ?? DateTimeOffset.MaxValue)
        .Select(money => new ConfirmPayment(money.Sequence, money.Payment, money.Amount) { PaidAt = money.PaidAt });
}
