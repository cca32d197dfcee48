using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>An item's books, twice, its orders in the ledger, in the table and at the provider, and where they differ.</summary>
/// <param name="Item">The item.</param>
/// <param name="Ledger">Recomputed from the ledger, up to <paramref name="Revision"/>.</param>
/// <param name="Table">As the tables have it, at <paramref name="Revision"/>.</param>
/// <param name="Differences">Where the books differ.</param>
/// <param name="AsOf">When they were compared.</param>
/// <param name="Revision">The journal entry up to which both sides were compared.</param>
/// <param name="LedgerHead">The newest journal entry when the audit began; tables that stay behind differ.</param>
public sealed record ItemAudit(
    ItemId Item, Books Ledger, Books Table, IReadOnlyList<Difference> Differences, DateTimeOffset AsOf, long Revision, long LedgerHead)
{
    /// <summary>Why the ledger could not be read up to that entry; null when it could. Then no orders were compared.</summary>
    public string? Damage { get; init; }

    /// <summary>The differences of single orders.</summary>
    public DifferenceList Orders { get; init; } = new();

    /// <summary>How the payments were checked.</summary>
    public PaymentCheck Payments { get; init; } = PaymentCheck.Nothing;

    /// <summary>Whether everything was old enough to be compared, and nothing can change without the ledger's knowing.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Whether ledger and orders table agree.</summary>
    public bool IsBalanced => Differences.Count == 0 && Damage is null && !Orders.HasRows;

    /// <summary>Whether ledger, orders table and payments agree, as far as they could be checked.</summary>
    public bool IsEqual => IsBalanced && Orders.Count == 0;

    /// <summary>Whether ledger, orders table and payments agree, and all of them were checked.</summary>
    public bool IsReconciled => IsEqual && Payments.Failure is null;

    /// <summary>Everything that differs, one by one. Sums over orders are left out: the orders themselves are there.</summary>
    public IEnumerable<OrderDifference> Everything()
    {
        if (Damage is not null) yield return Of(DifferenceKind.LedgerUnreadable, $"The ledger of {Item} cannot be trusted: {Damage}");
        foreach (var difference in Differences)
        {
            var (what, ledger, table) = (difference.What, difference.Ledger, difference.Table);
            if (what == Difference.Revision)
                yield return Of(DifferenceKind.RowsBehind, $"The rows of {Item} have reached entry {table} of its ledger, and should have reached {ledger}.");
            else if (difference.IsOfStock)
                yield return Of(DifferenceKind.ItemStock, $"{Item} has {ledger} units {what} by its ledger and {table} in its row.");
            else if (difference.IsContradiction)
                yield return Of(DifferenceKind.LedgerContradiction, $"{Item}, {what}: {ledger}, and should be {table}.");
        }

        foreach (var difference in Orders.Kept) yield return difference;
    }

    private OrderDifference Of(DifferenceKind kind, string detail) => new(kind, Item, 0, null, detail);
}

/// <summary>One thing on which the two sides do not agree.</summary>
/// <param name="What">For example <c>held</c>, <c>paid.orders</c> or <c>paid.amount</c>.</param>
/// <param name="Ledger">The ledger's figure; amounts may exceed 64 bits.</param>
/// <param name="Table">The tables' figure.</param>
public sealed record Difference(string What, Int128 Ledger, Int128 Table)
{
    internal const string Revision = "revision";

    internal bool IsOfStock => What is "total" or "available" or "held" or "sold";

    internal bool IsContradiction => What.StartsWith("ledger: ", StringComparison.Ordinal);
}

/// <summary>How the payments of an item were checked.</summary>
/// <param name="Compared">Payments that were compared.</param>
/// <param name="OrdersUnchecked">Orders whose payments could not be compared, because the provider did not answer.</param>
/// <param name="Failure">Why not all could be; null when all were.</param>
public sealed record PaymentCheck(long Compared, long OrdersUnchecked, string? Failure)
{
    /// <summary>There was nothing to check.</summary>
    public static PaymentCheck Nothing { get; } = new(0, 0, null);
}
