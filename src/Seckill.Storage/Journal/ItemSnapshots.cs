using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.Serialization;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Sql.Snapshot;
using Akka.Serialization;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>Hands the snapshot store its database.</summary>
internal sealed class ItemSnapshotsSetup(Func<IDatabase> openSnapshots) : Setup
{
    /// <summary>Opens the snapshots' database for one incarnation of the store, which closes it.</summary>
    public Func<IDatabase> OpenSnapshots { get; } = openSnapshots;
}

/// <summary>
/// The SQL plugin's snapshot store with a reader of our own, like the journal's. A snapshot that cannot be read counts as absent: the next
/// older one is taken, and without any the item replays its whole ledger. A snapshot only saves time, so it must never keep an item from
/// selling. Snapshots become unreadable when their bytes are damaged, and when a newer version of the program has written them during a
/// rolling upgrade.
/// </summary>
public sealed class ItemSnapshots : SqlSnapshotStore
{
    private const string Ahead = "persistence_id = @name AND sequence_number <= @bound";

    /// <summary>The number of the newest snapshot within a bound: the index alone, which can be sound where a snapshot is not.</summary>
    private const string FindNewest = $"SELECT max(sequence_number) FROM snapshot WHERE {Ahead}";

    private const string ReadNewest = $"""
        SELECT sequence_number, created, snapshot, manifest, serializer_id FROM snapshot
        WHERE {Ahead} AND sequence_number >= @least AND created >= @since AND created <= @until
        ORDER BY sequence_number DESC LIMIT 1
        """;

    private readonly IDatabase _database = Context.System.Settings.Setup.Get<ItemSnapshotsSetup>().Value.OpenSnapshots();
    private readonly Serialization _serialization = Context.System.Serialization;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Whose unreadable snapshots have been reported. An item that cannot recover for another reason tries every few seconds.</summary>
    private readonly ConcurrentDictionary<string, byte> _reported = new(StringComparer.Ordinal);

    /// <summary>Made by the persistence extension.</summary>
    public ItemSnapshots(Config config)
        : base(config)
    {
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _database.Dispose();
        base.PostStop();
    }

    /// <inheritdoc/>
    /// <remarks>An outage of the database fails the load, as ever: replaying everything would only add to it.</remarks>
    protected override async Task<SelectedSnapshot?> LoadAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken = default)
    {
        var bound = criteria;
        while (bound.MaxSequenceNr > 0)
        {
            var (found, fault) = await TryLoadAsync(persistenceId, bound, cancellationToken).ConfigureAwait(false);
            if (fault is null) return found;
            var unreadable = await FindNewestAsync(persistenceId, bound.MaxSequenceNr, cancellationToken).ConfigureAwait(false);
            Report(persistenceId, unreadable, fault);
            if (unreadable is not { } revision) return null;
            bound = new SnapshotSelectionCriteria(revision - 1, criteria.MaxTimeStamp, criteria.MinSequenceNr, criteria.MinTimestamp);
        }

        return null;
    }

    /// <summary>Loads the newest snapshot within the bound, or tells what is wrong with it.</summary>
    private async Task<(SelectedSnapshot? Found, string? Fault)> TryLoadAsync(
        string persistenceId, SnapshotSelectionCriteria bound, CancellationToken cancellation)
    {
        List<Row> newest;
        try
        {
            newest = await _database.ReadAsync(
                session => session.QueryAsync(ReadNewest, RowOf, new
                {
                    name = persistenceId, bound = bound.MaxSequenceNr, least = bound.MinSequenceNr,
                    since = bound.MinTimestamp?.Ticks ?? 0, until = bound.MaxTimeStamp.Ticks,
                }),
                cancellation).ConfigureAwait(false);
        }
        catch (StorageUnavailableException outage) when (outage.IsDamage)
        {
            return (null, outage.Message);
        }

        if (newest.Count == 0) return (null, null);
        try
        {
            var found = Read(persistenceId, newest[0]);
            return (found, FaultOf(persistenceId, found));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (null, error.Message);
        }
    }

    private static Row RowOf(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? [] : row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? "" : row.GetString(3),
        row.IsDBNull(4) ? null : row.GetInt32(4));

    private SelectedSnapshot Read(string persistenceId, Row row)
    {
        if (row.Serializer is not { } serializer) throw new SerializationException("it does not say which serializer wrote it");
        var metadata = new SnapshotMetadata(persistenceId, row.Revision, new DateTime(row.CreatedTicks, DateTimeKind.Utc));
        return new SelectedSnapshot(metadata, _serialization.Deserialize(row.Bytes, serializer, row.Manifest));
    }

    /// <summary>What is wrong with a snapshot that could be read; null when nothing is.</summary>
    private static string? FaultOf(string persistenceId, SelectedSnapshot found)
    {
        if (!ItemPersistence.TryParse(persistenceId, out var item)) return null;
        if (found.Snapshot is not ItemState state) return $"it is a {found.Snapshot.GetType().Name}";
        if (state.Id != item) return $"it is one of '{state.Id}'";
        return state.Revision != found.Metadata.SequenceNr ? $"it says that it is of revision {state.Revision}" : null;
    }

    private async Task<long?> FindNewestAsync(string persistenceId, long bound, CancellationToken cancellation)
    {
        try
        {
            var newest = await _database.ReadAsync(
                session => session.QueryAsync(
                    FindNewest, row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), new { name = persistenceId, bound }),
                cancellation).ConfigureAwait(false);
            return newest[0];
        }
        catch (StorageUnavailableException outage) when (outage.IsDamage)
        {
            return null;
        }
    }

    private void Report(string persistenceId, long? revision, string fault)
    {
        EngineMetrics.SnapshotsUnreadable.Add(1);
        if (!_reported.TryAdd(persistenceId, 0)) return;
        _log.Error(
            "The snapshot of {0} at {1} cannot be used: {2}. The item recovers from an older one, or from its whole ledger.",
            persistenceId, revision?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown revision", fault.TrimEnd('.'));
    }

    /// <summary>A snapshot as it is stored.</summary>
    private readonly record struct Row(long Revision, long CreatedTicks, byte[] Bytes, string Manifest, int? Serializer);
}
