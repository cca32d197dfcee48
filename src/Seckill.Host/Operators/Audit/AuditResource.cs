using System.ComponentModel;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;

namespace Seckill.Host.Operators.Audit;

/// <summary>An item's books, twice, and where they differ.</summary>
internal sealed record AuditResource(
    string ItemId,
    [property: Description("Recomputed from the ledger, up to `revision`.")] BooksResource Ledger,
    [property: Description("As the tables have it, at `revision`.")] BooksResource OrdersTable,
    IReadOnlyList<DifferenceResource> Differences,
    [property: Description("Whether ledger and orders table do not differ.")] bool Balanced,
    DateTimeOffset AsOf,
    [property: Description("The journal entry up to which both sides were compared.")] long Revision,
    [property: Description("The newest journal entry when the audit began; tables that stay behind differ.")] long LedgerHead,
    [property: Description("Whether ledger, orders table and payments at the provider do not differ, and all of them were compared.")] bool Reconciled,
    [property: Description("Whether nothing was left out because it is too young or can still be paid. If not, ask again later for the rest.")] bool Settled,
    [property: Description("What was compared at the provider.")] PaymentCheckResource Payments,
    [property: Description("The orders that differ, by number; at most 1,000.")] IReadOnlyList<OrderDifferenceResource> OrderDifferences,
    [property: Description("How many differences of orders there are.")] long OrderDifferenceCount)
{
    public static AuditResource Of(ItemAudit audit) => new(
        audit.Item.Value, BooksResource.Of(audit.Ledger), BooksResource.Of(audit.Table),
        [.. audit.Differences.Select(difference => new DifferenceResource(difference.What, difference.Ledger, difference.Table))],
        audit.IsBalanced, audit.AsOf, audit.Revision, audit.LedgerHead, audit.IsReconciled, audit.IsSettled, PaymentCheckResource.Of(audit.Payments),
        [.. audit.Orders.Kept.Select(OrderDifferenceResource.Of)], audit.Orders.Count);
}

/// <summary>Units of an item, and its orders by status.</summary>
internal sealed record BooksResource(
    long Total, long Available, long Held, long Sold, long Orders, long Paid, long Pending, long Expired, long Cancelled,
    long RefundDue, long Refunded)
{
    public static BooksResource Of(Books books) => new(
        books.Total, books.Available, books.Held, books.Sold, books.Sums.Values.Sum(sum => sum.Orders),
        books.Of(OrderStatus.Paid).Orders, books.Of(OrderStatus.Pending).Orders, books.Of(OrderStatus.Expired).Orders,
        books.Of(OrderStatus.Cancelled).Orders, books.Of(OrderStatus.RefundDue).Orders, books.Of(OrderStatus.Refunded).Orders);
}

/// <summary>One thing on which the two sides do not agree.</summary>
internal sealed record DifferenceResource(
    [property: Description("For example `held`, `paid.orders` or `paid.amount`. Amounts may exceed 64 bits.")] string What,
    Int128 Ledger, Int128 OrdersTable);

/// <summary>How the payments of an item were checked.</summary>
internal sealed record PaymentCheckResource(
    [property: Description("Payments that were compared.")] long Compared,
    [property: Description("Orders whose payments could not be compared, because the provider did not answer.")] long OrdersUnchecked,
    [property: Description("Why not all could be compared; null when all were.")] string? Failure)
{
    public static PaymentCheckResource Of(PaymentCheck check) => new(check.Compared, check.OrdersUnchecked, check.Failure);
}

/// <summary>One order on which ledger, orders table and provider do not agree.</summary>
internal sealed record OrderDifferenceResource(
    [property: Description("For example `row_status`, `payment_missing` or `payment_not_in_ledger`.")] string Kind,
    string? OrderId, string? PaymentId,
    [property: Description("What is wrong, as a sentence.")] string Detail)
{
    public static OrderDifferenceResource Of(OrderDifference difference) =>
        new(DifferenceKinds.Of(difference.Kind), difference.Order, difference.Payment, difference.Detail);
}
