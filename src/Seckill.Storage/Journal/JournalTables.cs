using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>
/// The tables of the journal's plugin. Ours, because the plugin would alter the journal whenever a node starts, which stops all writers
/// for a moment; two nodes that start at once would fail on each other; and it adds indices that only queries by tag and by time need.
/// The scripts are in <c>Schema/</c>; a test compares their columns with the plugin's.
/// </summary>
internal static class JournalTables
{
    public const string Journal = "journal";

    public const string Snapshots = "snapshot";

    /// <summary>Makes sure that the journal refuses a second entry of the same number.</summary>
    /// <exception cref="StorageUnavailableException">It does not: the table was made by somebody else, without the constraint.</exception>
    public static async Task EnsureFenceAsync(IDatabase ledger, CancellationToken cancellation)
    {
        var fences = await ledger.ReadAsync(
            session => session.QueryAsync(session.Dialect.CountFences, row => row.GetInt64(0)), cancellation).ConfigureAwait(false);
        if (fences[0] == 0)
        {
            throw new StorageUnavailableException(
                $"The table 'journal' of the {ledger.Name} lacks its last fence against overselling. Add it: "
                + "ALTER TABLE journal ADD CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number).");
        }
    }

    /// <summary>The highest sequence number of one id in the journal; 0 if it has no entry.</summary>
    public static async Task<long> ReadHeadAsync(IDatabase ledger, string persistenceId, CancellationToken cancellation)
    {
        var head = await ledger.ReadAsync(
            session => session.QueryAsync(
                "SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = @name",
                row => row.GetInt64(0),
                new { name = persistenceId }),
            cancellation).ConfigureAwait(false);
        return head[0];
    }

    /// <summary>
    /// The highest sequence number of every item in one of the plugin's tables. It hops from id to id through the unique key, two
    /// look-ups for each item, instead of reading a whole index with every entry ever written.
    /// </summary>
    public static async Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(IDatabase database, string table, CancellationToken cancellation)
    {
        var heads = await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                WITH RECURSIVE ids (id) AS (
                    SELECT min(persistence_id) FROM {table}
                    UNION ALL
                    SELECT (SELECT min(persistence_id) FROM {table} WHERE persistence_id > ids.id) FROM ids WHERE ids.id IS NOT NULL)
                SELECT id, (SELECT max(sequence_number) FROM {table} WHERE persistence_id = ids.id) FROM ids WHERE id IS NOT NULL
                """,
                row => (Name: row.GetString(0), Revision: row.GetInt64(1))),
            cancellation).ConfigureAwait(false);
        var known = new Dictionary<ItemId, long>(heads.Count);
        foreach (var (name, revision) in heads)
        {
            if (ItemPersistence.TryParse(name, out var item)) known.Add(item, revision);
        }

        return known;
    }
}
