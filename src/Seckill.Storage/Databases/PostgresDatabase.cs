using Npgsql;

namespace Seckill.Storage.Databases;

/// <summary>
/// One PostgreSQL database through a bounded pool of connections: the driver's own pool for the connection string, which the
/// journal's plugin shares by using the same string. A pool of our own beside it would double the bound.
/// </summary>
internal sealed class PostgresDatabase : IDatabase
{
    /// <summary>Names the lock under which tables are created; any number that nobody else uses ("seckill" in ASCII).</summary>
    private const long SchemaLock = 0x7365636B696C6C;

    /// <summary>What PostgreSQL calls UTF-8.</summary>
    private const string Unicode = "UTF8";

    private readonly string _connectionString;

    public PostgresDatabase(string connectionString)
    {
        _connectionString = connectionString;
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        Name = $"PostgreSQL database '{target.Database}' at {target.Host}:{target.Port}";
    }

    public string Name { get; }

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) =>
        RunAsync(connection => read(new PostgresSession(connection, transaction: null, cancellation)), cancellation);

    public Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation) => RunAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await write(new PostgresSession(connection, transaction, cancellation)).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return result;
            }
        },
        cancellation);

    public Task InsertAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, CancellationToken cancellation) => RunAsync(
        async connection =>
        {
            await new PostgresSession(connection, transaction: null, cancellation).InsertAsync(table, rows).ConfigureAwait(false);
            return rows.Count;
        },
        cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// Two nodes that create the same table at once would fail on each other in PostgreSQL's catalogue, IF NOT EXISTS or not; hence
    /// the lock. Nothing is altered where the tables exist: that would stop the whole cluster for a moment whenever a node starts.
    /// </remarks>
    public Task CreateTablesAsync(string witness, Func<Dialect, string> definition, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@SchemaLock)", new { SchemaLock }).ConfigureAwait(false);
            const string Find = "SELECT 1 WHERE to_regclass(@witness) IS NOT NULL";
            var found = await session.QueryAsync(Find, row => row.GetInt32(0), new { witness }).ConfigureAwait(false);
            return found.Count > 0 ? 0 : await session.ExecuteAsync(definition(session.Dialect)).ConfigureAwait(false);
        },
        cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// It looks before it waits for the lock and before it alters: only the first node of a new version makes others wait for a moment.
    /// </remarks>
    public async Task AddColumnAsync(string table, string column, Func<Dialect, string> definition, CancellationToken cancellation)
    {
        if (await ReadAsync(session => HasColumnAsync(session, table, column), cancellation).ConfigureAwait(false)) return;
        await WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@SchemaLock)", new { SchemaLock }).ConfigureAwait(false);
                return await HasColumnAsync(session, table, column).ConfigureAwait(false)
                    ? 0
                    : await session.ExecuteAsync($"ALTER TABLE {table} ADD COLUMN {definition(session.Dialect)}").ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    private static async Task<bool> HasColumnAsync(ISession session, string table, string column)
    {
        const string Find = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(@table) AND attname = @column AND NOT attisdropped";
        return (await session.QueryAsync(Find, row => row.GetInt32(0), new { table, column }).ConfigureAwait(false)).Count > 0;
    }

    public async Task ProbeAsync(CancellationToken cancellation)
    {
        const string Ask = "SELECT current_setting('transaction_read_only')";
        var isReadOnly = await ReadAsync(session => session.QueryAsync(Ask, row => row.GetString(0)), cancellation).ConfigureAwait(false);
        if (isReadOnly[0] == "on")
            throw new StorageUnavailableException($"{Name} is read-only. Point the connection string at the primary.");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A database in another encoding starts well, and refuses the first title or buyer that it cannot represent: that item's rows stop
    /// in mid-sale. With another client encoding the text arrives garbled.
    /// </remarks>
    public async Task EnsureUnicodeAsync(CancellationToken cancellation)
    {
        const string Ask = "SELECT current_setting('server_encoding'), current_setting('client_encoding')";
        var found = await ReadAsync(
            session => session.QueryAsync(Ask, row => (Server: row.GetString(0), Client: row.GetString(1))), cancellation).ConfigureAwait(false);
        var (server, client) = found[0];
        if (server != Unicode)
        {
            throw new StorageUnavailableException(
                $"{Name} has the encoding {server}, which cannot hold every text. Create a database with "
                + "CREATE DATABASE … ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0, and move the data there with pg_dump.");
        }

        if (client != Unicode)
        {
            throw new StorageUnavailableException(
                $"The connections to the {Name} have the client encoding {client}. Remove 'Client Encoding' from "
                + $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}, and PGCLIENTENCODING from the environment.");
        }
    }

    public void Dispose()
    {
        using var connection = new NpgsqlConnection(_connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            var connection = new NpgsqlConnection(_connectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(cancellation).ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException error) when (PostgresOutage.Is(error))
        {
            throw new StorageUnavailableException($"{Name} cannot be used at present: {PostgresOutage.Explain(error)}", error);
        }
    }
}
