using System.ComponentModel;
using Seckill.Domain.Items;
using Seckill.Operations.Items.Audit;

namespace Seckill.Host.Operators.Audit;

/// <summary>An item's books, twice, and where they differ.</summary>
internal sealed record AuditResource(
    string ItemId,
    [property: Description("Recomputed from the ledger, up to `revision`.")] BooksResource Ledger,
    [property: Description("As the tables have it, at `revision`.")] BooksResource OrdersTable,
    IReadOnlyList<DifferenceResource> Differences,
    [property: Description("Whether there is no difference.")] bool Balanced,
    DateTimeOffset AsOf,
    [property: Description("The journal entry up to which both sides were compared.")] long Revision,
    [property: Description("The newest journal entry when the audit began; tables that stay behind differ.")] long LedgerHead)
{
    public static AuditResource Of(ItemAudit audit) => new(
        audit.Item.Value, BooksResource.Of(audit.Ledger), BooksResource.Of(audit.Table),
        [.. audit.Differences.Select(difference => new DifferenceResource(difference.What, difference.Ledger, difference.Table))],
        audit.IsBalanced, audit.AsOf, audit.Revision, audit.LedgerHead);
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
