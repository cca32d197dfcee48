using Seckill.Domain.Shared;

namespace Seckill.Operations.Items.Audit;

/// <summary>An item's books, twice, and where they differ.</summary>
/// <param name="Item">The item.</param>
/// <param name="Ledger">Recomputed from the ledger, up to <paramref name="Revision"/>.</param>
/// <param name="Table">As the tables have it, at <paramref name="Revision"/>.</param>
/// <param name="Differences">Where they differ; none when the item is balanced.</param>
/// <param name="AsOf">When they were compared.</param>
/// <param name="Revision">The journal entry up to which both sides were compared.</param>
/// <param name="LedgerHead">The newest journal entry when the audit began; tables that stay behind differ.</param>
public sealed record ItemAudit(
    ItemId Item, Books Ledger, Books Table, IReadOnlyList<Difference> Differences, DateTimeOffset AsOf, long Revision, long LedgerHead)
{
    /// <summary>Whether there is no difference.</summary>
    public bool IsBalanced => Differences.Count == 0;
}

/// <summary>One thing on which the two sides do not agree.</summary>
/// <param name="What">For example <c>held</c>, <c>paid.orders</c> or <c>paid.amount</c>.</param>
/// <param name="Ledger">The ledger's figure; amounts may exceed 64 bits.</param>
/// <param name="Table">The tables' figure.</param>
public sealed record Difference(string What, Int128 Ledger, Int128 Table);
