using System.Collections.Immutable;
using System.Data.Common;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;
using static Seckill.Storage.ReadModel.ReadModelTables;

namespace Seckill.Storage.ReadModel;

/// <summary>Reads the tables. Each answer comes from one statement, and so from one consistent snapshot, on both databases.</summary>
internal sealed class ReadModelReader(IDatabase database) : IReadModelReader
{
    private static readonly string FindOrder = $"""
        SELECT {Qualified(Orders.ColumnList, "o")}, p.revision
        FROM projection_offset p LEFT JOIN orders o ON o.item_id = p.item_id AND o.sequence = @sequence
        WHERE p.item_id = @item
        """;

    private static readonly string ListFirst = $"""
        SELECT {Orders.ColumnList} FROM orders WHERE buyer_id = @buyer
        ORDER BY created_at_ms DESC, item_id DESC, sequence DESC LIMIT @limit
        """;

    private static readonly string ListNext = $"""
        SELECT {Orders.ColumnList} FROM orders
        WHERE buyer_id = @buyer AND (created_at_ms, item_id, sequence) < (@createdAtMs, @item, @sequence)
        ORDER BY created_at_ms DESC, item_id DESC, sequence DESC LIMIT @limit
        """;

    /// <summary>In the order of the buyers' index, which has few orders of one buyer; all other lists follow the numbers.</summary>
    private const string OfBuyer = "buyer_id = @buyer AND item_id = @item";

    private const string NewestOfBuyer = "created_at_ms DESC, item_id DESC, sequence DESC";

    private static readonly string ReadRange = $"""
        SELECT {Orders.ColumnList} FROM orders WHERE item_id = @item AND sequence > @after AND sequence <= @until
        ORDER BY item_id, sequence LIMIT @limit
        """;

    private const string FindHead = """
        SELECT p.revision, (SELECT coalesce(max(o.sequence), 0) FROM orders o WHERE o.item_id = p.item_id), i.chain_revision, i.chain_hash
        FROM projection_offset p LEFT JOIN items i ON i.item_id = p.item_id
        WHERE p.item_id = @item
        """;

    /// <summary>The newest order is the last entry of the orders' key, one look into an index.</summary>
    private static readonly string ListItems = $"""
        SELECT {Qualified(Items.ColumnList, "i")}, p.revision,
            (SELECT coalesce(max(o.sequence), 0) FROM orders o WHERE o.item_id = i.item_id)
        FROM items i JOIN projection_offset p ON p.item_id = i.item_id
        ORDER BY i.item_id
        """;

    /// <summary>
    /// One row per status and price that occur (an item has one price as a rule), each with the item's own figures; one row without a
    /// status if there is no order. Prices are multiplied in code: sums of money can exceed 64 bits, and SQLite has no wider integer.
    /// </summary>
    private const string Count = """
        SELECT p.revision, i.total, i.available, i.held, i.sold, s.status, s.unit_price, s.orders, s.units
        FROM projection_offset p
        JOIN items i ON i.item_id = p.item_id
        LEFT JOIN (
            SELECT status, unit_price, count(*) AS orders, CAST(sum(quantity) AS bigint) AS units
            FROM orders WHERE item_id = @item GROUP BY status, unit_price) s ON TRUE
        WHERE p.item_id = @item
        """;

    public async Task<(Order? Order, long Revision)> FindOrderAsync(OrderId id, CancellationToken cancellation)
    {
        var found = await database.ReadAsync(
            session => session.QueryAsync(
                FindOrder,
                row => (row.IsDBNull(0) ? null : ReadOrderOf(row), Revision: row.GetInt64(Orders.Columns.Length)),
                new { item = id.Item.Value, sequence = id.Sequence }),
            cancellation).ConfigureAwait(false);
        return found.Count == 0 ? (null, 0) : found[0];
    }

    public async Task<IReadOnlyList<Order>> ListOrdersAsync(BuyerId buyer, OrderCursor? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await database.ReadAsync(
            session => after is { } cursor
                ? session.QueryAsync(ListNext, ReadOrderOf, new
                {
                    buyer = buyer.Value,
                    createdAtMs = cursor.CreatedAt.ToUnixTimeMilliseconds(),
                    item = cursor.Id.Item.Value,
                    sequence = cursor.Id.Sequence,
                    limit,
                })
                : session.QueryAsync(ListFirst, ReadOrderOf, new { buyer = buyer.Value, limit }),
            cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Order>> ListOrdersAsync(
        ItemId item, OrderFilter filter, OrderCursor? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var arguments = new
        {
            item = item.Value,
            buyer = filter.Buyer?.Value,
            status = filter.Status is { } status ? OrderStatusNames.Of(status) : null,
            createdAtMs = after?.CreatedAt.ToUnixTimeMilliseconds() ?? 0,
            sequence = after?.Id.Sequence ?? 0,
            limit,
        };
        return await database.ReadAsync(
            session => session.QueryAsync(ListOf(filter, after is not null, session.Dialect), ReadOrderOf, arguments), cancellation)
            .ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Order>> ReadOrdersAsync(ItemId item, long after, long until, int limit, CancellationToken cancellation) =>
        await database.ReadAsync(
            session => session.QueryAsync(ReadRange, ReadOrderOf, new { item = item.Value, after, until, limit }), cancellation).ConfigureAwait(false);

    public async Task<TableHead?> FindHeadAsync(ItemId item, CancellationToken cancellation)
    {
        var heads = await database.ReadAsync(
            session => session.QueryAsync(
                FindHead,
                row => new TableHead(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : ReadHash(row, chainRevision: 2, row.GetInt64(0))),
                new { item = item.Value }),
            cancellation).ConfigureAwait(false);
        return heads.Count == 0 ? null : heads[0];
    }

    /// <summary>The statement of an item's list; each kind is answered from an index.</summary>
    internal static string ListOf(OrderFilter filter, bool isContinued, Dialect dialect)
    {
        var index = filter switch
        {
            { Buyer: not null } => dialect.ByIndex("orders_by_buyer"),
            { Status: not null } => dialect.ByIndex("orders_by_status"),
            _ => "",
        };
        var (where, next, order) = filter.Buyer is null
            ? ("item_id = @item", "sequence < @sequence", "sequence DESC")
            : (OfBuyer, "(created_at_ms, item_id, sequence) < (@createdAtMs, @item, @sequence)", NewestOfBuyer);
        if (filter.Status is not null) where += " AND status = @status";
        if (isContinued) where += $" AND {next}";
        return $"SELECT {Orders.ColumnList} FROM orders{index} WHERE {where} ORDER BY {order} LIMIT @limit";
    }

    public async Task<IReadOnlyList<ItemRow>> ListItemsAsync(CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync(ListItems, TryReadRow), cancellation).ConfigureAwait(false);
        return [.. rows.OfType<ItemRow>()];
    }

    public async Task<TableCounts?> CountAsync(ItemId item, CancellationToken cancellation)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync(Count, ReadCount, new { item = item.Value }), cancellation)
            .ConfigureAwait(false);
        if (rows.Count == 0) return null;
        var sums = rows.Where(row => row.Status is not null)
            .GroupBy(row => row.Status!.Value)
            .ToImmutableDictionary(group => group.Key, group => group.Aggregate(default(StatusSum), (sum, row) => sum + row.Sum));
        return new TableCounts(rows[0].Revision, rows[0].Stock, sums);
    }

    private static (long Revision, StockColumns Stock, OrderStatus? Status, StatusSum Sum) ReadCount(DbDataReader row)
    {
        var (revision, stock) = (row.GetInt64(0), new StockColumns(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));
        if (row.IsDBNull(5)) return (revision, stock, null, default);
        var (unitPrice, orders, units) = (row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
        return (revision, stock, OrderStatusNames.Parse(row.GetString(5)), new StatusSum(orders, units, (Int128)units * unitPrice));
    }

    /// <summary>
    /// A row; null when it holds what no item can have. Then somebody has changed it by hand: the item knows itself, and its row must not
    /// keep every board from loading.
    /// </summary>
    private static ItemRow? TryReadRow(DbDataReader row)
    {
        try
        {
            var line = ReadItem(row, row.GetInt64(Items.Columns.Length), row.GetInt64(Items.Columns.Length + 1));
            return new ItemRow(line.Status, line.RefundsDue);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>An order; a row that holds what no order can have was changed by hand, and is named.</summary>
    /// <exception cref="LedgerContradictedException">It was.</exception>
    private static Order ReadOrderOf(DbDataReader row)
    {
        try
        {
            return ReadOrder(row);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or OverflowException or InvalidCastException)
        {
            // Without the values: they may be anything, and this text reaches consoles.
            var (item, sequence) = (row.GetString(0), row.GetInt64(1));
            throw new LedgerContradictedException(
                ItemId.TryParse(item, out var id) ? id : default,
                $"The row of order {sequence} of {(item == id.Value ? item : "an impossible item")} in the orders table holds what no order can have. "
                + "Audit the item, and write its rows anew from the ledger with 'projection rebuild'.",
                error);
        }
    }

    private static string Qualified(string columns, string table) =>
        $"{table}.{columns.Replace(", ", $", {table}.", StringComparison.Ordinal)}";
}
