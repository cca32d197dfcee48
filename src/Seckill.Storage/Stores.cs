using Seckill.Storage.Databases;

namespace Seckill.Storage;

/// <summary>
/// The databases of this node. On PostgreSQL they are one database behind two pools, and snapshots lie beside the journal.
/// </summary>
internal sealed class Stores(IDatabase ledger, IDatabase snapshots, IDatabase tables) : IDisposable
{
    private DirectoryLock? _lock;

    public IDatabase Ledger => ledger;

    public IDatabase Snapshots => snapshots;

    public IDatabase Tables => tables;

    /// <summary>The ledger alone; whoever opens it disposes it.</summary>
    public static IDatabase OpenLedger(StorageOptions options) => options.IsPostgres
        ? new PostgresDatabase(PostgresConnections.ForLedger(options))
        : new SqliteDatabase("ledger", StorageFiles.LedgerOf(options));

    /// <summary>The snapshots alone; whoever opens them disposes them.</summary>
    public static IDatabase OpenSnapshots(StorageOptions options) => options.IsPostgres
        ? OpenLedger(options)
        : new SqliteDatabase("snapshot file", StorageFiles.SnapshotsOf(options));

    public static Stores Of(StorageOptions options)
    {
        var ledger = OpenLedger(options);
        if (!options.IsPostgres)
        {
            return new Stores(
                ledger,
                OpenSnapshots(options),
                new SqliteDatabase("orders database", StorageFiles.TablesOf(options)));
        }

        return new Stores(ledger, ledger, new PostgresDatabase(PostgresConnections.ForTables(options)));
    }

    /// <summary>Keeps other processes out of the data directory from now on.</summary>
    public void Claim(string directory) => _lock ??= DirectoryLock.Take(directory);

    /// <summary>Closes the files, and only then lets other processes in. The journal has closed its own before: its actor system has ended.</summary>
    public void Dispose()
    {
        tables.Dispose();
        snapshots.Dispose();
        ledger.Dispose();
        _lock?.Dispose();
    }
}
