using System.Collections.Immutable;
using Npgsql;

namespace Seckill.Storage.Databases.Postgres;

/// <summary>Bulk work on PostgreSQL: a column travels as one array, so that thousands of rows cost one round trip.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellation)
    : DbSession(connection, transaction, Words, cancellation)
{
    /// <summary>Rows in one statement; bounds the memory that a statement takes on both sides.</summary>
    private const int StatementRowsMax = 10_000;

    /// <summary>PostgreSQL's words.</summary>
    public static Dialect Words { get; } = new(
        Text: "text COLLATE \"C\"", Integer: "bigint", Flag: "boolean", Bytes: "bytea",
        Identity: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", Strict: "", Clustered: "", SkipLocked: " FOR UPDATE SKIP LOCKED",
        // Any number that nobody else uses ("seckill" in ASCII); setup.sql, and programs from before schema_version, take it too.
        LockSchema: "SELECT pg_advisory_xact_lock(32481099999964268)",
        FindColumn: "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(@Table) AND attname = @Column AND NOT attisdropped",
        MayRecreate: tables => $"""
            SELECT 1 WHERE NOT EXISTS (
                SELECT FROM unnest(ARRAY['{string.Join("', '", tables)}']) AS wanted (name)
                LEFT JOIN pg_class AS c ON c.oid = to_regclass(wanted.name)
                LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
                WHERE n.oid IS NULL OR NOT has_schema_privilege(n.oid, 'CREATE')
                OR pg_get_userbyid(c.relowner) <> current_user OR c.relacl IS NOT NULL
                OR EXISTS (SELECT FROM pg_depend WHERE refobjid = c.oid AND classid = 'pg_rewrite'::regclass))
            """,
        CountFences: """
            SELECT count(*) FROM pg_index AS i WHERE i.indrelid = to_regclass('journal') AND i.indisunique AND i.indpred IS NULL
            AND (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)
                 JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number) = ARRAY['persistence_id', 'sequence_number']
            """,
        Empty: tables => $"TRUNCATE {string.Join(", ", tables)}",
        Among: parameter => $"= ANY({parameter})",
        Losable: "SET LOCAL synchronous_commit = off",
        ByIndex: _ => "");

    public override async Task WriteAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, OnConflict conflict)
    {
        foreach (var chunk in rows.Chunk(StatementRowsMax)) await WriteAsync(table, chunk, conflict).ConfigureAwait(false);
    }

    /// <summary>Adds rows, however many, with one statement.</summary>
    public Task InsertAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows) => WriteAsync(table, [.. rows], OnConflict.Fail);

    public override async Task<List<TRow>> LoadAsync<TRow, TKey>(
        Table<TRow, TKey> table, IReadOnlyCollection<TKey> keys, bool forUpdate = false)
    {
        var rows = new List<TRow>(keys.Count);
        var wanted = $"unnest({string.Join(", ", ParametersOf(table.Key))}) AS wanted ({table.KeyList})";
        // Every node locks in the same order, so none waits in a circle.
        var locking = forUpdate ? $" ORDER BY {table.KeyList} FOR UPDATE OF {table.Name}" : "";
        var sql = $"SELECT {table.ColumnList} FROM {table.Name} JOIN {wanted} USING ({table.KeyList}){locking}";
        foreach (var chunk in keys.Chunk(StatementRowsMax))
        {
            var command = Bind(sql, table.Key, chunk);
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync(Cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false)) rows.AddRange(await ReadAllAsync(reader, table.Read).ConfigureAwait(false));
            }
        }

        await LeaveDriverAsync().ConfigureAwait(false);
        return rows;
    }

    /// <inheritdoc/>
    /// <remarks>The driver's answers come on the threads that the host's connections share (<c>SocketThreads</c>).</remarks>
    protected override async Task LeaveDriverAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private async Task WriteAsync<TRow, TKey>(Table<TRow, TKey> table, TRow[] rows, OnConflict conflict)
    {
        var sql = table.InsertFrom($"SELECT * FROM unnest({string.Join(", ", ParametersOf(table.Columns))})", conflict);
        var command = Bind(sql, table.Columns, rows);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(Cancellation).ConfigureAwait(false);
    }

    private NpgsqlCommand Bind<T>(string sql, ImmutableArray<Column<T>> columns, T[] rows)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        for (var index = 0; index < columns.Length; index++) command.Parameters.AddWithValue($"p{index}", columns[index].ValuesOf(rows));
        return command;
    }
}
