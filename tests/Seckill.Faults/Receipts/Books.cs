using System.Data.Common;
using Seckill.Faults.Shoppers;

namespace Seckill.Faults.Receipts;

/// <summary>A row of the orders table.</summary>
internal sealed record OrderRow(string Id, string Item, string Buyer, int Quantity, string Status, string? PaymentId);

/// <summary>A row of the items table, with how far the tables have followed that item's ledger.</summary>
internal sealed record ItemRow(string Item, long Total, long Available, long Held, long Sold, long Revision);

/// <summary>The product's books at one instant: the ledger, and the tables that are made from it.</summary>
internal sealed record Books(
    IReadOnlyDictionary<string, ItemLedger> Ledgers, IReadOnlyList<OrderRow> Orders, IReadOnlyDictionary<string, ItemRow> Items)
{
    private const string Prefix = "item-";
    private const string RoomPrefix = "room-";

    /// <summary>The ledgers of the waiting rooms, by item.</summary>
    public IReadOnlyDictionary<string, RoomLedger> Rooms { get; init; } = new Dictionary<string, RoomLedger>();

    /// <summary>Longer than any fault takes the database away.</summary>
    private static readonly TimeSpan OutageBound = TimeSpan.FromSeconds(120);

    /// <summary>Reads all that is about these items, within one snapshot of the database.</summary>
    /// <param name="bookcase">Where they are.</param>
    /// <param name="wanted">The items.</param>
    /// <param name="upToTables">
    /// Whether the ledger is read only as far as the tables have followed it: deadlines go on passing, and the tables are always a
    /// moment behind.
    /// </param>
    public static async Task<Books> ReadAsync(Bookcase bookcase, IReadOnlySet<string> wanted, bool upToTables)
    {
        await using var connection = await bookcase.OpenAsync(isSnapshot: true);
        return new Books(
            await ReadLedgersAsync(connection, wanted, upToTables), await ReadOrdersAsync(connection, wanted), await ReadItemsAsync(connection, wanted))
        {
            Rooms = await ReadRoomsAsync(connection, wanted),
        };
    }

    /// <summary>The newest entry of every item.</summary>
    public static Task<Dictionary<string, long>> ReadHeadsAsync(Bookcase bookcase) => ReadNumbersAsync(
        bookcase, "SELECT substr(persistence_id, 6), max(sequence_number) FROM journal WHERE persistence_id LIKE 'item-%' GROUP BY 1");

    /// <summary>Items, of any sale, whose tables have not followed the ledger up to these entries.</summary>
    public static async Task<IReadOnlyList<string>> ReadBehindAsync(Bookcase bookcase, IReadOnlyDictionary<string, long> heads)
    {
        var offsets = await ReadNumbersAsync(bookcase, "SELECT item_id, revision FROM projection_offset");
        return [.. heads.Where(head => offsets.GetValueOrDefault(head.Key) < head.Value)
            .Select(head => $"{head.Key} at {offsets.GetValueOrDefault(head.Key)} of {head.Value}")];
    }

    /// <summary>Items, of any sale, with orders past their deadline or with money to send back.</summary>
    public static async Task<IReadOnlyList<string>> ReadUnsettledAsync(Bookcase bookcase)
    {
        const string Sql = """
            SELECT item_id, CAST(sum(late) AS bigint), CAST(sum(refunds) AS bigint) FROM (
                SELECT item_id, 1 AS late, 0 AS refunds FROM orders WHERE status = 'pending' AND pay_before_ms < @it
                UNION ALL
                SELECT item_id, 0, refunds_due FROM items WHERE refunds_due > 0) open
            GROUP BY item_id
            """;
        await using var connection = await bookcase.OpenAsync();
        var found = new List<string>();
        await EachAsync(connection, Sql, row => found.Add($"{row.GetString(0)} with {row.GetInt64(1)} orders and {row.GetInt64(2)} refunds"),
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_000);
        return found;
    }

    /// <summary>Whether the sandbox has taken the money of a payment, even if it went back since. Waits for a database that is away.</summary>
    public static async Task<bool> IsTakenAsync(Bookcase bookcase, string payment)
    {
        using var limit = new CancellationTokenSource(OutageBound);
        while (true)
        {
            try
            {
                await using var connection = await bookcase.OpenAsync();
                return await CountAsync(connection, "SELECT count(*) FROM sandbox_payments WHERE payment_id = @it AND paid_at_ms IS NOT NULL", payment) > 0;
            }
            catch (DbException) when (!limit.IsCancellationRequested)
            {
                await Pause.ForAsync(200);
            }
        }
    }

    /// <summary>What the reconciliation in the background says that differs, of any sale.</summary>
    public static async Task<IReadOnlyList<string>> ReadDifferencesAsync(Bookcase bookcase)
    {
        await using var connection = await bookcase.OpenAsync();
        var found = new List<string>();
        await EachAsync(connection, "SELECT kind || ': ' || detail FROM reconciliation_differences", row => found.Add(row.GetString(0)));
        return found;
    }

    private static async Task<Dictionary<string, long>> ReadNumbersAsync(Bookcase bookcase, string sql)
    {
        await using var connection = await bookcase.OpenAsync();
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        await EachAsync(connection, sql, row => numbers.Add(row.GetString(0), row.GetInt64(1)));
        return numbers;
    }

    private static async Task<Dictionary<string, ItemLedger>> ReadLedgersAsync(
        DbConnection connection, IReadOnlySet<string> wanted, bool upToTables)
    {
        var ledgers = new Dictionary<string, ItemLedger>(StringComparer.Ordinal);
        const string Sql = """
            SELECT persistence_id, sequence_number, coalesce(writer_uuid, ''), message, sequence_number <= coalesce(revision, 0)
            FROM journal LEFT JOIN projection_offset ON persistence_id = 'item-' || item_id
            WHERE persistence_id LIKE 'item-%' ORDER BY persistence_id, sequence_number
            """;
        await EachAsync(connection, Sql, row =>
        {
            var item = row.GetString(0)[Prefix.Length..];
            if (!wanted.Contains(item) || (upToTables && !row.GetBoolean(4))) return;
            if (!ledgers.TryGetValue(item, out var ledger)) ledgers.Add(item, ledger = new ItemLedger(item));
            ledger.Add(LedgerBytes.Read(row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3)));
        });
        return ledgers;
    }

    private static async Task<Dictionary<string, RoomLedger>> ReadRoomsAsync(DbConnection connection, IReadOnlySet<string> wanted)
    {
        var rooms = new Dictionary<string, RoomLedger>(StringComparer.Ordinal);
        const string Sql = """
            SELECT persistence_id, sequence_number, message FROM journal
            WHERE persistence_id LIKE 'room-%' ORDER BY persistence_id, sequence_number
            """;
        await EachAsync(connection, Sql, row =>
        {
            var item = row.GetString(0)[RoomPrefix.Length..];
            if (!wanted.Contains(item)) return;
            if (!rooms.TryGetValue(item, out var room)) rooms.Add(item, room = new RoomLedger(item));
            room.Add(RoomEntry.Read(row.GetInt64(1), row.GetFieldValue<byte[]>(2)));
        });
        return rooms;
    }

    private static async Task<List<OrderRow>> ReadOrdersAsync(DbConnection connection, IReadOnlySet<string> wanted)
    {
        var orders = new List<OrderRow>();
        const string Sql = "SELECT item_id || '-' || sequence, item_id, buyer_id, quantity, status, payment_id FROM orders";
        await EachAsync(connection, Sql, row => orders.Add(new OrderRow(
            row.GetString(0), row.GetString(1), row.GetString(2), (int)row.GetInt64(3), row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5))));
        return [.. orders.Where(order => wanted.Contains(order.Item))];
    }

    private static async Task<Dictionary<string, ItemRow>> ReadItemsAsync(DbConnection connection, IReadOnlySet<string> wanted)
    {
        var items = new Dictionary<string, ItemRow>(StringComparer.Ordinal);
        const string Sql = """
            SELECT items.item_id, total, available, held, sold, revision
            FROM items JOIN projection_offset ON projection_offset.item_id = items.item_id
            """;
        await EachAsync(connection, Sql, row => items.Add(row.GetString(0), new ItemRow(
            row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))));
        return items.Where(item => wanted.Contains(item.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private static async Task<long> CountAsync(DbConnection connection, string sql, object it)
    {
        var count = 0L;
        await EachAsync(connection, sql, row => count = row.GetInt64(0), it);
        return count;
    }

    private static async Task EachAsync(DbConnection connection, string sql, Action<DbDataReader> take, object? it = null)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (it is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@it", it);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) take(reader);
    }
}
