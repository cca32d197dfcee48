using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Seckill.Faults.Receipts;

/// <summary>Where the product keeps its books, and how to look into them from outside.</summary>
internal abstract class Bookcase
{
    /// <summary>What makes a connection see one instant from here on.</summary>
    protected abstract string SnapshotSql { get; }

    /// <summary>Opens the books for reading; as they change, or as they are at this instant.</summary>
    public async Task<DbConnection> OpenAsync(bool isSnapshot = false)
    {
        var connection = Connect();
        try
        {
            await connection.OpenAsync();
            await PrepareAsync(connection);
            if (isSnapshot) await ExecuteAsync(connection, SnapshotSql);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected abstract DbConnection Connect();

    protected virtual Task PrepareAsync(DbConnection connection) => Task.CompletedTask;

    protected static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A PostgreSQL database.</summary>
internal sealed class PostgresBookcase(string database) : Bookcase
{
    protected override string SnapshotSql => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    protected override DbConnection Connect() => new NpgsqlConnection(database + ";Command Timeout=120;Pooling=false");
}

/// <summary>A directory with SQLite files, which a running host has to itself for writing.</summary>
internal sealed class SqliteBookcase(string directory) : Bookcase
{
    /// <summary>The tables are fixed before the ledger: what the tables have, the ledger has too.</summary>
    protected override string SnapshotSql => "BEGIN; SELECT count(*) FROM projection_offset; SELECT count(*) FROM journal;";

    protected override DbConnection Connect() => new SqliteConnection(new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(directory, "ledger.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false,
    }.ConnectionString);

    protected override async Task PrepareAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "ATTACH DATABASE $tables AS tables";
        var path = command.CreateParameter();
        (path.ParameterName, path.Value) = ("$tables", Path.Combine(directory, "orders.db"));
        command.Parameters.Add(path);
        await command.ExecuteNonQueryAsync();
    }
}
