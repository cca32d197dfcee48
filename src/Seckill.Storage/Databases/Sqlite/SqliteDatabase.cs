using Microsoft.Data.Sqlite;

namespace Seckill.Storage.Databases.Sqlite;

/// <summary>
/// One SQLite file. The driver's asynchronous methods are synchronous, so work runs on the thread pool instead of on the caller,
/// who may be a stream or an actor. Writers of this process queue up without holding a thread.
/// </summary>
internal sealed class SqliteDatabase(string name, string path) : IDatabase
{
    private readonly string _connectionString = SqliteFile.ConnectionStringOf(path);
    private readonly SemaphoreSlim _writing = new(1);
    private SqliteConnection? _writer;

    public string Name => $"{name} '{path}'";

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) => RunAsync(
        async () =>
        {
            using var connection = Open();
            return await read(new SqliteSession(connection, transaction: null, cancellation)).ConfigureAwait(false);
        },
        cancellation);

    public async Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await RunAsync(() => CommitAsync(write, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>An open file that was deleted goes on working, into nowhere; so the probe looks for its name too.</remarks>
    public Task ProbeAsync(CancellationToken cancellation) => File.Exists(path)
        ? RunAsync(
            () =>
            {
                using var connection = Open();
                SqliteFile.EnsureWritable(connection);
                return Task.FromResult(0);
            },
            cancellation)
        : Task.FromException(new StorageUnavailableException($"The {Name} is missing. Stop this process and restore the file."));

    public void Dispose()
    {
        _writer?.Dispose();
        using (var connection = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(connection);
        _writing.Dispose();
    }

    /// <summary>Runs on the one connection of this process that writes; it is kept, with its cache, until something goes wrong.</summary>
    private async Task<T> CommitAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation)
    {
        try
        {
            _writer ??= OpenWriter();
            // Takes the write lock at once; a lock taken later, after a read, could fail without any wait.
            var transaction = _writer.BeginTransaction(deferred: false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await write(new SqliteSession(_writer, transaction, cancellation)).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return result;
            }
        }
        catch
        {
            _writer?.Dispose();
            _writer = null;
            throw;
        }
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(work, cancellation).ConfigureAwait(false);
        }
        catch (SqliteException error) when (SqliteFile.FindOutage(Name, error) is { } outage)
        {
            throw outage;
        }
    }

    private SqliteConnection OpenWriter()
    {
        var connection = Open();
        SqliteFile.ConfigureWriter(connection);
        return connection;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            SqliteFile.Configure(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
