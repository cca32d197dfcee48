using Seckill.Actors.Projections;
using Seckill.Domain.Items;

namespace Seckill.Actors.Reconciliation;

/// <summary>One side of an audit, as plain numbers: a side that does not add up must be shown, not refused.</summary>
/// <param name="Total">All units ever offered.</param>
/// <param name="Available">Units that can be reserved.</param>
/// <param name="Held">Units reserved and unpaid.</param>
/// <param name="Sold">Units paid.</param>
/// <param name="Sums">Orders, units and amounts by status; a status without orders may be missing.</param>
public sealed record Books(long Total, long Available, long Held, long Sold, IReadOnlyDictionary<OrderStatus, StatusSum> Sums)
{
    /// <summary>What the tables say of an item; all zero when they do not have it.</summary>
    public static Books Of(TableCounts? table) => table is null
        ? new Books(0, 0, 0, 0, new Dictionary<OrderStatus, StatusSum>())
        : new Books(table.Item.Total, table.Item.Available, table.Item.Held, table.Item.Sold, table.Orders);

    /// <summary>The orders of one status.</summary>
    public StatusSum Of(OrderStatus status) => Sums.GetValueOrDefault(status);

    /// <summary>All numbers in which this side (the ledger) differs from the other (the tables).</summary>
    public IEnumerable<Difference> DifferencesTo(Books table)
    {
        IEnumerable<Difference> all =
        [
            new("total", Total, table.Total),
            new("available", Available, table.Available),
            new("held", Held, table.Held),
            new("sold", Sold, table.Sold),
            .. Enum.GetValues<OrderStatus>().SelectMany(status => Compare(OrderStatusNames.Of(status), Of(status), table.Of(status))),
        ];
        return all.Where(row => row.Ledger != row.Table);
    }

    private static IEnumerable<Difference> Compare(string status, StatusSum ledger, StatusSum table) =>
    [
        new($"{status}.orders", ledger.Orders, table.Orders),
        new($"{status}.units", ledger.Units, table.Units),
        new($"{status}.amount", ledger.Amount, table.Amount),
    ];
}
