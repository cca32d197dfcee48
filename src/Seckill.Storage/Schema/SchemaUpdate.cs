using Seckill.Storage.Databases;

namespace Seckill.Storage.Schema;

/// <summary>
/// Brings tables up to date when a node starts. Each script runs in one transaction with its version, so the next start continues where
/// an interrupted one ended. Any number of nodes may do this at once, and nodes of the previous version keep selling meanwhile.
/// </summary>
internal static class SchemaUpdate
{
    private const string Select = "SELECT version, usable_from FROM schema_version WHERE part = @part";
    private const string Delete = "DELETE FROM schema_version WHERE part = @part";
    private const string Upsert = """
        INSERT INTO schema_version (part, version) VALUES (@part, @version)
        ON CONFLICT (part) DO UPDATE SET version = excluded.version
        """;

    private static readonly Trace Versions = new("schema_version", "version");

    /// <summary>Runs the missing scripts of a part. If none is missing, it only reads.</summary>
    /// <exception cref="StorageUnavailableException">
    /// The tables are newer than this program can use, or older and the role may not change them. The message says what to do.
    /// </exception>
    public static async Task RunAsync(IDatabase database, SchemaPart part, CancellationToken cancellation)
    {
        // Without this look, every start would wait for the lock, and a lock on a table stops the whole cluster for a moment.
        var found = await database.ReadAsync(session => FindAsync(session, part), cancellation).ConfigureAwait(false);
        try
        {
            while (found.UsableFrom <= part.Newest && (!found.IsRecorded || found.Version < part.Newest))
                found = await database.WriteAsync(session => AdvanceAsync(session, part), cancellation).ConfigureAwait(false);
        }
        catch (StorageUnavailableException error) when (error.Denial is { } denial)
        {
            // Unversioned tables that lack nothing work as they are; setup.sql will record their version.
            if (found.Version < part.Newest) throw TooOld(database, part, found, denial, error);
        }

        if (found.UsableFrom > part.Newest) throw TooNew(database, part, found);
    }

    /// <summary>
    /// Drops the tables of a part and creates them again, empty and as the scripts define them, in the session's transaction. Returns false
    /// and does nothing if a newer program has changed them, if the role may not, or if others would lose rights or views.
    /// </summary>
    /// <param name="session">A writing session.</param>
    /// <param name="part">The part; <see cref="RunAsync"/> has brought it up to date.</param>
    /// <param name="tables">Its tables, in the order in which writers lock them.</param>
    public static async Task<bool> TryRecreateAsync(ISession session, SchemaPart part, string[] tables)
    {
        await LockAsync(session).ConfigureAwait(false);
        var found = await FindAsync(session, part).ConfigureAwait(false);
        var mayRecreate = await session.QueryAsync(session.Dialect.MayRecreate(tables), row => row.GetInt32(0)).ConfigureAwait(false);
        if (found.Version > part.Newest || mayRecreate.Count == 0) return false;
        await session.ExecuteAsync(string.Concat(tables.Select(table => $"DROP TABLE {table};"))).ConfigureAwait(false);
        foreach (var script in part.Scripts) await session.ExecuteAsync(script.In(session.Dialect)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Runs the next script and records its version, or records the version of tables that lack only the record.</summary>
    private static async Task<Found> AdvanceAsync(ISession session, SchemaPart part)
    {
        await LockAsync(session).ConfigureAwait(false);
        var found = await FindAsync(session, part).ConfigureAwait(false);
        if (found.IsRecorded && found.Version >= part.Newest) return found;
        if (!await HasAsync(session, Versions).ConfigureAwait(false))
            await session.ExecuteAsync(SchemaScript.Versions.In(session.Dialect)).ConfigureAwait(false);

        // A record of dropped tables says nothing about the new ones.
        if (found.Version == 0) await session.ExecuteAsync(Delete, new { part = part.Name }).ConfigureAwait(false);
        var version = Math.Min(found.Version + 1, part.Newest);
        // Before the script, because that may raise usable_from to its own version.
        await session.ExecuteAsync(Upsert, new { part = part.Name, version }).ConfigureAwait(false);
        if (version > found.Version)
            await session.ExecuteAsync(part.Scripts[version - 1].In(session.Dialect)).ConfigureAwait(false);
        return found with { Version = version, IsRecorded = true };
    }

    /// <summary>
    /// The recorded version, or the version that the columns of unversioned tables show. Dropped tables count as version 0, whatever is
    /// recorded, and so they are created again.
    /// </summary>
    private static async Task<Found> FindAsync(ISession session, SchemaPart part)
    {
        var traced = 0;
        while (traced < part.Traces.Length && await HasAsync(session, part.Traces[traced]).ConfigureAwait(false)) traced++;
        var unrecorded = new Found(traced, UsableFrom: 1, IsRecorded: false);
        if (traced == 0 || !await HasAsync(session, Versions).ConfigureAwait(false)) return unrecorded;
        var recorded = await session.QueryAsync(
            Select,
            row => new Found(checked((int)row.GetInt64(0)), checked((int)row.GetInt64(1)), IsRecorded: true),
            new { part = part.Name }).ConfigureAwait(false);
        return recorded.SingleOrDefault(unrecorded);
    }

    private static async Task<bool> HasAsync(ISession session, Trace trace) =>
        (await session.QueryAsync(session.Dialect.FindColumn, row => row.GetInt32(0), trace).ConfigureAwait(false)).Count > 0;

    /// <summary>
    /// Two nodes that create the same table at once collide in PostgreSQL's catalogue, even with IF NOT EXISTS.
    /// </summary>
    private static Task LockAsync(ISession session) =>
        session.Dialect.LockSchema is { } wait ? session.ExecuteAsync(wait) : Task.CompletedTask;

    private static StorageUnavailableException TooNew(IDatabase database, SchemaPart part, Found found) => new(
        $"The {part.Name} tables of the {database.Name} have version {found.Version}. Only programs that know version {found.UsableFrom} can "
        + $"use them, and this one knows {part.Newest}. Start the newer program again, or restore the backup from before the upgrade.");

    private static StorageUnavailableException TooOld(
        IDatabase database, SchemaPart part, Found found, string denial, StorageUnavailableException cause)
    {
        var state = found.Version == 0 ? "are missing" : $"have version {found.Version} of {part.Newest}";
        return new StorageUnavailableException(
            $"The {part.Name} tables of the {database.Name} {state}, and this role may not change that ({denial}). Run the setup.sql that came "
            + "with this program: SECKILL_APP_PASSWORD=… psql -h … -U postgres -d … -f docker/postgres/setup.sql",
            cause);
    }

    /// <summary>The state of a part in a database.</summary>
    /// <param name="Version">How many scripts have run; 0 if there are no tables.</param>
    /// <param name="UsableFrom">The version that a program must know to use the tables.</param>
    /// <param name="IsRecorded">Whether <c>schema_version</c> says so.</param>
    private sealed record Found(int Version, int UsableFrom, bool IsRecorded);
}
