using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>One thing on which ledger, orders table and provider do not agree.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Item">The item.</param>
/// <param name="Sequence">The order's number; 0 when it is about the whole item.</param>
/// <param name="Payment">The payment's name at the provider, or in the ledger; null when it is not about a payment.</param>
/// <param name="Detail">What is wrong, as a sentence that names the order or the item.</param>
public sealed record OrderDifference(DifferenceKind Kind, ItemId Item, long Sequence, string? Payment, string Detail)
{
    /// <summary>The order's name; null when it is about the whole item.</summary>
    public string? Order => Sequence > 0 ? new OrderId(Item, Sequence).ToString() : null;

    /// <summary>Whether it is about the tables and not about payments.</summary>
    public bool IsOfRow => Kind is <= DifferenceKind.RowTimes or DifferenceKind.ItemTerms;

    /// <summary>Tells it from the other differences of its item, and is the same when it is found again.</summary>
    public (DifferenceKind Kind, long Sequence, string Payment) Key => (Kind, Sequence, Payment ?? "");
}
