using System.Data;
using System.Data.Common;
using LinqToDB;

namespace Seckill.Storage.Databases;

/// <summary>
/// A database product. All that the storage knows about one lies in the folder of its provider, beside its <see cref="IDatabase"/>, its
/// <see cref="ISession"/> and its <see cref="Dialect"/>. <see cref="DatabaseProviders"/> lists them.
/// </summary>
internal interface IDatabaseProvider
{
    /// <summary>What <see cref="StorageOptions.Provider"/> calls it.</summary>
    string Name { get; }

    /// <summary>What is wrong with the options, each with the fix; never repeats a password.</summary>
    IEnumerable<string> Check(StorageOptions options);

    /// <summary>The ledger alone; whoever opens it disposes it.</summary>
    IDatabase OpenLedger(StorageOptions options);

    /// <summary>The snapshots alone; whoever opens them disposes them.</summary>
    IDatabase OpenSnapshots(StorageOptions options);

    /// <summary>All databases of a node.</summary>
    Stores Open(StorageOptions options);

    /// <summary>How Akka's journal plugin reaches the same databases.</summary>
    JournalPlugin PluginFor(StorageOptions options);

    /// <summary>Creates what must exist before a connection can be opened, and keeps others out where only one process may work.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be created, or another process is there.</exception>
    void Prepare(StorageOptions options, Stores stores);

    /// <summary>
    /// Whether a driver's error is the fault of the rows that were written, such as a broken constraint. Not so: a transaction that the
    /// database asks to repeat, and a missing table or column, which concerns every item alike. False for another driver's error.
    /// </summary>
    bool IsFaultOfRows(DbException error);
}

/// <summary>What differs between the databases for Akka's journal plugin.</summary>
/// <param name="Provider">The name by which the plugin knows the database.</param>
/// <param name="Ledger">How to reach the journal.</param>
/// <param name="Snapshots">How to reach the snapshots.</param>
/// <param name="Reads">The isolation of its reads.</param>
/// <param name="RecoveriesMax">Items that may recover at once.</param>
/// <param name="WritersMax">Writes of the journal that may be under way at once.</param>
internal sealed record JournalPlugin(
    string Provider, DataOptions Ledger, DataOptions Snapshots, IsolationLevel Reads, int RecoveriesMax, int WritersMax);
