namespace Seckill.Storage.Databases.Postgres;

/// <summary>
/// Shares <see cref="StorageOptions.ConnectionsMax"/> out. The ledger and the tables have a pool each, so that slow queries of the
/// tables can never keep a sale waiting for a connection.
/// </summary>
internal static class PostgresConnections
{
    /// <summary>
    /// Statements that the journal has under way at once. One: what comes meanwhile gathers and shares the next. With 100 items and 256
    /// buyers, 3 made 1.4 times the transactions for the same sales.
    /// </summary>
    public const int JournalWriters = 1;

    /// <summary>Statements that a connection keeps prepared, so that the server parses and plans each of ours once. There are about twenty.</summary>
    private const int PreparedStatements = 32;

    public static string ForLedger(StorageOptions options) => Describe(options, LedgerMax(options), "seckill-ledger");

    public static string ForTables(StorageOptions options) =>
        Describe(options, options.ConnectionsMax - LedgerMax(options), "seckill-tables");

    /// <summary>Half of what the ledger has: more recoveries at once would starve the writers, and themselves.</summary>
    public static int RecoveriesMax(StorageOptions options) => LedgerMax(options) / 2;

    private static int LedgerMax(StorageOptions options) => options.ConnectionsMax * 2 / 3;

    private static string Describe(StorageOptions options, int connectionsMax, string application)
    {
        var target = PostgresPatience.Apply(options.ConnectionString!);
        target.MaxPoolSize = connectionsMax;
        if (target.MaxAutoPrepare == 0) target.MaxAutoPrepare = PreparedStatements;
        if (string.IsNullOrEmpty(target.ApplicationName)) target.ApplicationName = application;
        return target.ConnectionString;
    }
}
