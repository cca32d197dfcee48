using System.Data.Common;
using Npgsql;

namespace Seckill.Storage.Databases;

/// <summary>
/// Shares <see cref="StorageOptions.ConnectionsMax"/> out. The ledger and the tables have a pool each, so that slow queries of the
/// tables can never keep a sale waiting for a connection.
/// </summary>
internal static class PostgresConnections
{
    /// <summary>Transactions that the journal writes at once: while one waits for the disk, the next is under way.</summary>
    public const int JournalWriters = 3;

    private const int ConnectTimeoutSeconds = 5;
    private const int CommandTimeoutSeconds = 10;

    public static string ForLedger(StorageOptions options) => Describe(options, LedgerMax(options), "seckill-ledger");

    public static string ForTables(StorageOptions options) =>
        Describe(options, options.ConnectionsMax - LedgerMax(options), "seckill-tables");

    /// <summary>Half of what the ledger has: more recoveries at once would starve the writers, and themselves.</summary>
    public static int RecoveriesMax(StorageOptions options) => LedgerMax(options) / 2;

    private static int LedgerMax(StorageOptions options) => options.ConnectionsMax * 2 / 3;

    private static string Describe(StorageOptions options, int connectionsMax, string application)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = options.ConnectionString };
        var target = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxPoolSize = connectionsMax };
        if (!IsGiven(given, "Application Name", "ApplicationName")) target.ApplicationName = application;
        if (!IsGiven(given, "Timeout")) target.Timeout = ConnectTimeoutSeconds;
        if (!IsGiven(given, "Command Timeout", "CommandTimeout")) target.CommandTimeout = CommandTimeoutSeconds;
        return target.ConnectionString;
    }

    private static bool IsGiven(DbConnectionStringBuilder given, params string[] names) => names.Any(given.ContainsKey);
}
