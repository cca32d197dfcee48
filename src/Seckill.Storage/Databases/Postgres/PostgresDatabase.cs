using Npgsql;

namespace Seckill.Storage.Databases.Postgres;

/// <summary>
/// One PostgreSQL database through a bounded pool of connections: the driver's own pool for the connection string, which the
/// journal's plugin shares by using the same string. A pool of our own beside it would double the bound.
/// </summary>
internal sealed class PostgresDatabase : IServerDatabase
{
    /// <summary>What PostgreSQL calls UTF-8.</summary>
    private const string Unicode = "UTF8";

    private readonly string _connectionString;

    public PostgresDatabase(string connectionString)
    {
        _connectionString = connectionString;
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        // A host in the list may have a port of its own.
        var hosts = target.Host!.Split(',').Select(host => host.Contains(':', StringComparison.Ordinal) ? host : $"{host}:{target.Port}");
        Name = $"PostgreSQL database '{target.Database}' at {string.Join(" or ", hosts)}";
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

    public Task TryOutAsync(Func<ISession, Task> write, CancellationToken cancellation) => RunAsync(
        async connection =>
        {
            // It is not committed, so its end takes everything back.
            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
                await write(new PostgresSession(connection, transaction, cancellation)).ConfigureAwait(false);
            return 0;
        },
        cancellation);

    public Task InsertAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, CancellationToken cancellation) => RunAsync(
        async connection =>
        {
            await new PostgresSession(connection, transaction: null, cancellation).InsertAsync(table, rows).ConfigureAwait(false);
            return rows.Count;
        },
        cancellation);

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
        catch (NpgsqlException error) when (PostgresOutage.Find(Name, error) is { } outage)
        {
            throw outage;
        }
    }
}
