using System.Data.Common;
using Seckill.Actors.Ledger;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Serialization;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>Reads journal and snapshots by SQL of our own, so that the plugin and its caches have no part in a proof.</summary>
internal sealed class LedgerRows(IDatabase ledger, IDatabase snapshots) : ILedgerRows
{
    private const string Read = """
        SELECT sequence_number, message, manifest, identifier, deleted FROM journal
        WHERE persistence_id = @name AND sequence_number > @after AND sequence_number <= @until
        ORDER BY sequence_number LIMIT @limit
        """;

    private const string Measure = "SELECT count(*), coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = @name";

    /// <summary>A snapshot of a million orders has tens of megabytes; its hash is at its end.</summary>
    private static readonly string ReadTails = $"""
        SELECT sequence_number, substr(snapshot, length(snapshot) - {SnapshotTail.Size - 1}) FROM snapshot
        WHERE persistence_id = @name AND length(snapshot) >= {SnapshotTail.Size}
        ORDER BY sequence_number
        """;

    public async Task<IReadOnlyList<LedgerRow>> ReadAsync(ItemId item, long after, long until, int limit, CancellationToken cancellation) =>
        await ledger.ReadAsync(
            session => session.QueryAsync(Read, ReadRow, new { name = ItemPersistence.IdOf(item), after, until, limit }), cancellation)
            .ConfigureAwait(false);

    public async Task<(long Rows, long Head)> MeasureAsync(ItemId item, CancellationToken cancellation)
    {
        var measured = await ledger.ReadAsync(
            session => session.QueryAsync(Measure, row => (row.GetInt64(0), row.GetInt64(1)), new { name = ItemPersistence.IdOf(item) }),
            cancellation).ConfigureAwait(false);
        return measured[0];
    }

    public async Task<IReadOnlyList<KnownHead>> ReadSnapshotHeadsAsync(ItemId item, CancellationToken cancellation)
    {
        var tails = await snapshots.ReadAsync(
            session => session.QueryAsync(
                ReadTails, row => (Revision: row.GetInt64(0), Hash: SnapshotTail.HashOf(row.GetFieldValue<byte[]>(1))),
                new { name = ItemPersistence.IdOf(item) }),
            cancellation).ConfigureAwait(false);
        return [.. tails.Where(tail => tail.Hash is not null).Select(tail => new KnownHead("snapshot", tail.Revision, tail.Hash!))];
    }

    private static LedgerRow ReadRow(DbDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetInt32(3),
        row.GetBoolean(4));
}
