using Seckill.Actors.Projections;
using Seckill.Domain.Items;

namespace Seckill.Host.Operators.Audit;

/// <summary>One side of an audit, as plain numbers: a side that does not add up must be shown, not refused.</summary>
internal sealed record Books(long Total, long Available, long Held, long Sold, IReadOnlyDictionary<OrderStatus, StatusSum> Sums)
{
    public static Books Of(TableCounts? table) => table is null
        ? new Books(0, 0, 0, 0, new Dictionary<OrderStatus, StatusSum>())
        : new Books(table.Item.Total, table.Item.Available, table.Item.Held, table.Item.Sold, table.Orders);

    public StatusSum Of(OrderStatus status) => Sums.GetValueOrDefault(status);

    /// <summary>All numbers in which this side (the ledger) differs from the other (the tables).</summary>
    public IEnumerable<DifferenceResource> DifferencesTo(Books table)
    {
        IEnumerable<DifferenceResource> all =
        [
            new("total", Total, table.Total),
            new("available", Available, table.Available),
            new("held", Held, table.Held),
            new("sold", Sold, table.Sold),
            .. Enum.GetValues<OrderStatus>().SelectMany(status => Compare(OrderStatusNames.Of(status), Of(status), table.Of(status))),
        ];
        return all.Where(row => row.Ledger != row.OrdersTable);
    }

    private static IEnumerable<DifferenceResource> Compare(string status, StatusSum ledger, StatusSum table) =>
    [
        new($"{status}.orders", ledger.Orders, table.Orders),
        new($"{status}.units", ledger.Units, table.Units),
        new($"{status}.amount", ledger.Amount, table.Amount),
    ];
}
