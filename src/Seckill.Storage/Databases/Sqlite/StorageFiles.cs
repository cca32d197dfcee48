namespace Seckill.Storage.Databases.Sqlite;

/// <summary>
/// The files of a data directory. SQLite has one writer per file, so what must not wait for another has a file of its own: a
/// snapshot of a big item would stall every sale for as long as it is being serialized and written.
/// </summary>
internal static class StorageFiles
{
    /// <summary>The journal: the only source of truth.</summary>
    public static string LedgerOf(StorageOptions options) => Path.Combine(options.FullDirectory, "ledger.db");

    /// <summary>Snapshots; they only shorten recovery.</summary>
    public static string SnapshotsOf(StorageOptions options) => Path.Combine(options.FullDirectory, "snapshots.db");

    /// <summary>The read model, and the sandbox provider's book.</summary>
    public static string TablesOf(StorageOptions options) => Path.Combine(options.FullDirectory, "orders.db");
}
