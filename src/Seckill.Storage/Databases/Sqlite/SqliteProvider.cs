using System.Data;
using System.Data.Common;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace Seckill.Storage.Databases.Sqlite;

/// <summary>SQLite: three files in a directory that one process has to itself.</summary>
internal sealed class SqliteProvider : IDatabaseProvider
{
    private const string Ledger = "ledger";
    private const string Snapshots = "snapshot file";
    private const string Tables = "orders database";

    public string Name => StorageOptions.Sqlite;

    public IEnumerable<string> Check(StorageOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            yield return $"{StorageOptions.ConnectionStringName} is for PostgreSQL only. "
                + $"Remove it, or set {StorageOptions.ProviderName} to '{StorageOptions.Postgres}'.";
        }

        if (string.IsNullOrWhiteSpace(options.Directory) || options.Directory.Contains('\0', StringComparison.Ordinal))
        {
            yield return $"{StorageOptions.DirectoryName} names no directory. "
                + "Set it to one that this process may write, or remove it for 'data'.";
        }
    }

    public IDatabase OpenLedger(StorageOptions options) => new SqliteDatabase(Ledger, StorageFiles.LedgerOf(options));

    public IDatabase OpenSnapshots(StorageOptions options) => new SqliteDatabase(Snapshots, StorageFiles.SnapshotsOf(options));

    public Stores Open(StorageOptions options) => new(
        OpenLedger(options), OpenSnapshots(options), new SqliteDatabase(Tables, StorageFiles.TablesOf(options)));

    public JournalPlugin PluginFor(StorageOptions options) => new(
        LinqToDB.ProviderName.SQLiteMS, OnFile(StorageFiles.LedgerOf(options)), OnFile(StorageFiles.SnapshotsOf(options)),
        // The plugin's default would take SQLite's write lock for every read.
        IsolationLevel.ReadUncommitted,
        RecoveriesMax: 20,
        // A file has one writer at a time; more would only wait for each other.
        WritersMax: 1);

    public void Prepare(StorageOptions options, Stores stores)
    {
        stores.Claim(() => DirectoryLock.Take(options.FullDirectory));
        SqliteFile.Create(Ledger, StorageFiles.LedgerOf(options));
        SqliteFile.Create(Snapshots, StorageFiles.SnapshotsOf(options));
        SqliteFile.Create(Tables, StorageFiles.TablesOf(options));
    }

    /// <summary>1 is SQLite's general error: a missing table or column.</summary>
    public bool IsFaultOfRows(DbException error) => error is SqliteException { SqliteErrorCode: not 1 };

    private static DataOptions OnFile(string path) => new DataOptions()
        .UseConnectionString(LinqToDB.ProviderName.SQLiteMS, SqliteFile.ConnectionStringOf(path))
        .UseInterceptor(SqliteInterceptor.Instance);
}
