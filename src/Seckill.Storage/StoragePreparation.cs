using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;
using Seckill.Storage.Journal;
using Seckill.Storage.Schema;

namespace Seckill.Storage;

/// <summary>
/// Makes the storage ready before the actor system starts: directory and files, tables that are up to date, and for SQLite the lock
/// that keeps a second process out. The lock is held until the host is disposed or the process ends.
/// </summary>
public sealed class StoragePreparation
{
    private readonly StorageOptions _options;
    private readonly Stores _stores;
    private readonly IReadModelWriter _readModel;

    internal StoragePreparation(StorageOptions options, Stores stores, IReadModelWriter readModel) =>
        (_options, _stores, _readModel) = (options, stores, readModel);

    /// <summary>Prepares the storage. Repeating it is safe, and so is doing it on several nodes at once.</summary>
    /// <exception cref="StorageUnavailableException">The storage cannot be used; the message says why and what to do.</exception>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        DatabaseProviders.Of(_options).Prepare(_options, _stores);
        await _stores.Ledger.ProbeAsync(cancellation).ConfigureAwait(false);
        await _stores.Ledger.EnsureUnicodeAsync(cancellation).ConfigureAwait(false);
        foreach (var part in SchemaPart.All) await SchemaUpdate.RunAsync(_stores.Of(part), part, cancellation).ConfigureAwait(false);
        await JournalTables.EnsureFenceAsync(_stores.Ledger, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes sure that nothing derived knows more than the ledger. No crash can cause that, but a ledger restored from an older backup
    /// does: items would go on from snapshots of sales that the ledger has forgotten, and new orders would be skipped as known.
    /// </summary>
    /// <exception cref="StorageUnavailableException">Something does; the message says what to do.</exception>
    public async Task EnsureLedgerLeadsAsync(CancellationToken cancellation)
    {
        // The ledger is read last: while other nodes sell, it only grows.
        var offsets = await _readModel.ReadOffsetsAsync(cancellation).ConfigureAwait(false);
        var snapshots = await JournalTables.ReadHeadsAsync(_stores.Snapshots, JournalTables.Snapshots, cancellation).ConfigureAwait(false);
        var heads = await JournalTables.ReadHeadsAsync(_stores.Ledger, JournalTables.Journal, cancellation).ConfigureAwait(false);
        Refuse(snapshots, heads, "snapshots", "delete the snapshots (they only save time)");
        Refuse(offsets, heads, "orders table", "run with --rebuild-read-model once");
    }

    private static void Refuse(
        IReadOnlyDictionary<ItemId, long> derived, IReadOnlyDictionary<ItemId, long> ledger, string what, string remedy)
    {
        foreach (var (item, revision) in derived)
        {
            if (revision <= ledger.GetValueOrDefault(item)) continue;
            throw new StorageUnavailableException(
                $"The {what} know revision {revision} of item '{item}', the ledger only {ledger.GetValueOrDefault(item)}: "
                + $"an older ledger was restored. To go on from it, {remedy}.");
        }
    }
}
