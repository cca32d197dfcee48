using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Seckill.Storage.Databases.Sqlite;

/// <summary>Bulk work on SQLite: one prepared statement, run row by row, because a call into the library costs no round trip.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction? transaction, CancellationToken cancellation)
    : DbSession(connection, transaction, Words, cancellation)
{
    private static readonly Dialect Words = new(
        Text: "TEXT", Integer: "INTEGER", Flag: "INTEGER", Bytes: "BLOB", Identity: "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        Strict: " STRICT", Clustered: " STRICT, WITHOUT ROWID", SkipLocked: "",
        LockSchema: null, FindColumn: "SELECT 1 FROM pragma_table_info(@Table) WHERE name = @Column", MayRecreate: _ => "SELECT 1",
        CountFences: """
            SELECT count(*) FROM pragma_index_list('journal') AS list WHERE list."unique" = 1
            AND (SELECT group_concat(name) FROM pragma_index_info(list.name)) = 'persistence_id,sequence_number'
            """,
        Empty: tables => string.Concat(tables.Select(table => $"DELETE FROM {table};")),
        Among: parameter => $"IN {parameter}",
        Losable: null,
        ByIndex: index => $" INDEXED BY {index}");

    public override async Task WriteAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, OnConflict conflict)
    {
        if (rows.Count == 0) return;
        using var command = Prepare(
            table.InsertFrom($"VALUES ({string.Join(", ", ParametersOf(table.Columns))})", conflict), table.Columns.Length);
        foreach (var row in rows)
        {
            Bind(command, table.Columns, row);
            await command.ExecuteNonQueryAsync(Cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A writing transaction has the whole file to itself, so there is nothing more to lock.</summary>
    public override async Task<List<TRow>> LoadAsync<TRow, TKey>(
        Table<TRow, TKey> table, IReadOnlyCollection<TKey> keys, bool forUpdate = false)
    {
        var rows = new List<TRow>(keys.Count);
        if (keys.Count == 0) return rows;
        var condition = string.Join(" AND ", table.Key.Select((column, index) => $"{column.Name} = @p{index}"));
        using var command = Prepare($"SELECT {table.ColumnList} FROM {table.Name} WHERE {condition}", table.Key.Length);
        foreach (var key in keys)
        {
            Bind(command, table.Key, key);
            var reader = await command.ExecuteReaderAsync(Cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false)) rows.AddRange(await ReadAllAsync(reader, table.Read).ConfigureAwait(false));
        }

        return rows;
    }

    private SqliteCommand Prepare(string sql, int parameterCount)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        for (var index = 0; index < parameterCount; index++) command.Parameters.Add(new SqliteParameter($"@p{index}", DBNull.Value));
        return command;
    }

    private static void Bind<T>(SqliteCommand command, ImmutableArray<Column<T>> columns, T row)
    {
        for (var index = 0; index < columns.Length; index++) command.Parameters[index].Value = columns[index].ValueOf(row) ?? DBNull.Value;
    }
}
