using System.Collections.Immutable;
using Seckill.Domain.Items;

namespace Seckill.Actors.Projections;

/// <summary>An item's counts in the tables, for the audit.</summary>
/// <param name="Revision">The revision that the rows have reached.</param>
/// <param name="Item">The <c>items</c> row's own stock columns.</param>
/// <param name="Orders">Rows, units and amounts by status, summed over the <c>orders</c> table.</param>
public sealed record TableCounts(long Revision, StockColumns Item, ImmutableDictionary<OrderStatus, StatusSum> Orders);

/// <summary>An item's stock in its row: plain numbers, because the audit must also show a row that does not add up.</summary>
public readonly record struct StockColumns(long Total, long Available, long Held, long Sold);

/// <summary>Sums over the orders of one status.</summary>
/// <param name="Orders">Number of orders.</param>
/// <param name="Units">Sum of their units.</param>
/// <param name="Amount">
/// Sum of their amounts. 9.3 million units at the highest price exceed 64 bits, and an item may have 100 million units.
/// </param>
public readonly record struct StatusSum(long Orders, long Units, Int128 Amount)
{
    /// <summary>The sum of both.</summary>
    public static StatusSum operator +(StatusSum left, StatusSum right) => left.Plus(right);

    /// <summary>The sum of these and other orders.</summary>
    public StatusSum Plus(StatusSum other) => new(Orders + other.Orders, Units + other.Units, checked(Amount + other.Amount));
}
