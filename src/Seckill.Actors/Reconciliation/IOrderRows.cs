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
/// <param name="CreatedAtMs">When it was made, in milliseconds since 1970, like the other times.</param>
/// <param name="PayBeforeMs">Until when it could be paid.</param>
/// <param name="PaidAtMs">When it was paid; null when the row says that it is not.</param>
/// <param name="ClosedAtMs">When it ended; null when the row says that it has not.</param>
public readonly record struct OrderRow(
    long Sequence, string Buyer, long Quantity, long UnitPrice, string Currency, string Status, string? Payment, long CreatedAtMs,
    long PayBeforeMs, long? PaidAtMs, long? ClosedAtMs);

/// <summary>Reads the orders table for the reconciliation.</summary>
public interface IOrderRows
{
    /// <summary>
    /// An item's rows with numbers above <paramref name="after"/>, by number, and the revision that all its rows had reached at that moment;
    /// 0 when the table does not know the item.
    /// </summary>
    Task<(IReadOnlyList<OrderRow> Rows, long Revision)> ReadAsync(ItemId item, long after, int limit, CancellationToken cancellation);

    /// <summary>
    /// The values of an item's own row by their columns, as text (flags are <c>0</c> or <c>1</c>), and the revision that they are of; null
    /// when there is no row.
    /// </summary>
    Task<(IReadOnlyDictionary<string, string?> Values, long Revision)?> FindItemAsync(ItemId item, CancellationToken cancellation);

    /// <summary>The items that have orders in the table, whether or not the ledger knows them.</summary>
    Task<IReadOnlyList<ItemId>> ListItemsAsync(CancellationToken cancellation);
}
