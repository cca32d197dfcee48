using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// A row of the orders table as it is stored. Its values may be impossible, because somebody changed them by hand: a comparison must show
/// them, not refuse them.
/// </summary>
/// <param name="Sequence">The order's number.</param>
/// <param name="Buyer">The buyer.</param>
/// <param name="Quantity">Units.</param>
/// <param name="UnitPrice">The price of one, in minor units.</param>
/// <param name="Currency">Of which money.</param>
/// <param name="Status">The status's name.</param>
/// <param name="Payment">The payment's name; null when the row has none.</param>
public readonly record struct OrderRow(
    long Sequence, string Buyer, long Quantity, long UnitPrice, string Currency, string Status, string? Payment);

/// <summary>Reads the orders table for the reconciliation.</summary>
public interface IOrderRows
{
    /// <summary>
    /// An item's rows with numbers above <paramref name="after"/>, by number, and the revision that all its rows had reached at that moment;
    /// 0 when the table does not know the item.
    /// </summary>
    Task<(IReadOnlyList<OrderRow> Rows, long Revision)> ReadAsync(ItemId item, long after, int limit, CancellationToken cancellation);

    /// <summary>The items that have orders in the table, whether or not the ledger knows them.</summary>
    Task<IReadOnlyList<ItemId>> ListItemsAsync(CancellationToken cancellation);
}
