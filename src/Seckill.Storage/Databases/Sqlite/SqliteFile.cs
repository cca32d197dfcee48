using Microsoft.Data.Sqlite;

namespace Seckill.Storage.Databases.Sqlite;

/// <summary>How this product opens a SQLite file: the same from the journal's plugin and from our own code.</summary>
internal static class SqliteFile
{
    /// <summary>How long a statement waits for another connection's write to end.</summary>
    private const int BusyTimeoutMs = 3_000;

    /// <summary>
    /// Opens an existing file only: a ledger that somebody has deleted must be an error, not a new and empty ledger.
    /// </summary>
    public static string ConnectionStringOf(string path) => Describe(path, SqliteOpenMode.ReadWrite);

    /// <summary>
    /// Settings that live as long as a connection. FULL puts every commit on the disk before it is answered. The library's own
    /// busy handler waits in steps of milliseconds; without it the driver would retry only every 150 ms.
    /// </summary>
    public static void Configure(SqliteConnection connection) =>
        Execute(connection, $"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA synchronous = FULL;");

    /// <summary>
    /// Gives a connection that writes much a page cache of up to 64 MiB: rows of the buyers' index land anywhere, and with the
    /// default of 2 MiB a big transaction writes the same pages again and again, at half the speed.
    /// </summary>
    public static void ConfigureWriter(SqliteConnection connection) => Execute(connection, "PRAGMA cache_size = -65536;");

    /// <summary>Creates the file if need be, with a write-ahead log, so that readers and the writer never wait for each other.</summary>
    /// <exception cref="StorageUnavailableException">The file cannot be made or written.</exception>
    public static void Create(string name, string path)
    {
        try
        {
            using var connection = new SqliteConnection(Describe(path, SqliteOpenMode.ReadWriteCreate));
            connection.Open();
            Configure(connection);
            Execute(connection, "PRAGMA journal_mode = WAL;");
            EnsureWritable(connection);
            SqliteConnection.ClearPool(connection);
        }
        catch (SqliteException error)
        {
            throw FindOutage($"{name} '{path}'", error)
                ?? new StorageUnavailableException($"The {name} '{path}' cannot be used: {error.Message}.", error);
        }
    }

    /// <summary>Writes and takes it back: nothing less tells a file that may be written from one that may only be read.</summary>
    public static void EnsureWritable(SqliteConnection connection) =>
        Execute(connection, "BEGIN IMMEDIATE; PRAGMA user_version = 1; ROLLBACK;");

    /// <summary>The error as an outage of the database, or null when it is a defect.</summary>
    public static StorageUnavailableException? FindOutage(string database, SqliteException error) => Explain(error) is { } reason
        ? new StorageUnavailableException($"The {database} cannot be used: {reason}.", error) { IsDamage = error.SqliteErrorCode is 11 or 26 }
        : null;

    /// <summary>What the error means to an operator; null when it is a defect.</summary>
    private static string? Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        5 or 6 => "it is locked by another process",
        8 => "it is read-only; let this process write the file and its directory",
        10 => $"reading or writing it failed ({error.Message})",
        11 or 26 => "it is damaged or not a SQLite database; restore it from a backup",
        13 => "the disk is full",
        14 => "it cannot be opened: it is missing, or this process may not access it",
        _ => null,
    };

    private static string Describe(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, DefaultTimeout = BusyTimeoutMs / 1_000 }.ConnectionString;

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
