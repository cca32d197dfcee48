using System.Data.Common;
using System.Globalization;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.ReadModel;

/// <summary>Reads the orders table as it is stored, for the reconciliation.</summary>
internal sealed class OrderRows(IDatabase database) : IOrderRows
{
    /// <summary>One statement, so that rows and revision are of the same moment. Without rows it yields one that has only the revision.</summary>
    internal const string Select = """
        SELECT p.revision, o.sequence, o.buyer_id, o.quantity, o.unit_price, o.currency, o.status, o.payment_id, o.created_at_ms,
            o.pay_before_ms, o.paid_at_ms, o.closed_at_ms
        FROM (SELECT coalesce((SELECT revision FROM projection_offset WHERE item_id = @item), 0) AS revision) p
        LEFT JOIN (
            SELECT sequence, buyer_id, quantity, unit_price, currency, status, payment_id, created_at_ms, pay_before_ms, paid_at_ms, closed_at_ms
            FROM orders
            WHERE item_id = @item AND sequence > @after ORDER BY item_id, sequence LIMIT @limit) o ON TRUE
        ORDER BY o.sequence
        """;

    /// <summary>From one item to the next by the orders' key: as many looks into it as there are items.</summary>
    internal const string SelectItems = """
        WITH RECURSIVE names (name) AS (
            SELECT (SELECT item_id FROM orders ORDER BY item_id LIMIT 1)
            UNION ALL
            SELECT (SELECT item_id FROM orders WHERE item_id > name ORDER BY item_id LIMIT 1) FROM names WHERE name IS NOT NULL)
        SELECT name FROM names WHERE name IS NOT NULL
        """;

    private static readonly string SelectItem = $"""
        SELECT p.revision, i.{ReadModelTables.Items.ColumnList.Replace(", ", ", i.", StringComparison.Ordinal)}
        FROM items i JOIN projection_offset p ON p.item_id = i.item_id WHERE i.item_id = @item
        """;

    public async Task<(IReadOnlyList<OrderRow> Rows, long Revision)> ReadAsync(
        ItemId item, long after, int limit, CancellationToken cancellation)
    {
        var revision = 0L;
        var rows = await database.ReadAsync(
            session => session.QueryAsync(Select, Read, new { item = item.Value, after, limit }), cancellation).ConfigureAwait(false);
        // The one that has only the revision.
        if (rows[0] is null) return ([], revision);
        return (rows.ConvertAll(row => row!.Value), revision);

        OrderRow? Read(DbDataReader row)
        {
            revision = row.GetInt64(0);
            return row.IsDBNull(1) ? null : ReadRow(row);
        }
    }

    public async Task<(IReadOnlyDictionary<string, string?> Values, long Revision)?> FindItemAsync(ItemId item, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync(
                SelectItem,
                row => (Values: (IReadOnlyDictionary<string, string?>)Enumerable.Range(1, row.FieldCount - 1).ToDictionary(row.GetName, at => TextOf(row, at)),
                    Revision: row.GetInt64(0)),
                new { item = item.Value }),
            cancellation).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0];
    }

    public async Task<IReadOnlyList<ItemId>> ListItemsAsync(CancellationToken cancellation)
    {
        var names = await database.ReadAsync(session => session.QueryAsync(SelectItems, row => row.GetString(0)), cancellation).ConfigureAwait(false);
        // A name that no item can have was written by hand, and belongs to nobody.
        return [.. names.Where(name => ItemId.TryParse(name, out _)).Select(ItemId.Parse)];
    }

    /// <summary>The databases have different types for flags.</summary>
    private static string? TextOf(DbDataReader row, int at) => row.GetValue(at) switch
    {
        DBNull => null,
        bool flag => flag ? "1" : "0",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static OrderRow ReadRow(DbDataReader row) => new(
        row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7),
        row.GetInt64(8), row.GetInt64(9), row.IsDBNull(10) ? null : row.GetInt64(10), row.IsDBNull(11) ? null : row.GetInt64(11));
}
