using Seckill.Storage.Databases;
using Seckill.Storage.Schema;

namespace Seckill.Storage;

/// <summary>
/// The databases of this node. On PostgreSQL they are one database behind two pools, and snapshots lie beside the journal.
/// </summary>
internal sealed class Stores(IDatabase ledger, IDatabase snapshots, IDatabase tables) : IDisposable
{
    private IDisposable? _claim;

    public IDatabase Ledger => ledger;

    public IDatabase Snapshots => snapshots;

    public IDatabase Tables => tables;

    /// <summary>Where the tables of a part lie.</summary>
    public IDatabase Of(SchemaPart part) => part == SchemaPart.Ledger ? ledger : part == SchemaPart.Snapshots ? snapshots : tables;

    /// <summary>The databases that the options name.</summary>
    public static Stores Of(StorageOptions options) => DatabaseProviders.Of(options).Open(options);

    /// <summary>Keeps other processes out from now on, until these databases are closed.</summary>
    public void Claim(Func<IDisposable> keepOut) => _claim ??= keepOut();

    /// <summary>Closes the databases, and only then lets other processes in. The journal has closed its own before: its actor system has ended.</summary>
    public void Dispose()
    {
        tables.Dispose();
        snapshots.Dispose();
        ledger.Dispose();
        _claim?.Dispose();
    }
}
