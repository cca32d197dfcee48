using Seckill.Storage.Databases;
using Seckill.Storage.Databases.Postgres;

namespace Seckill.Storage.Tests.Testing;

/// <summary>
/// A database whose writers stop right before their commit, with every lock that they have taken, until somebody says how it ends.
/// </summary>
internal sealed class HoldingDatabase(IDatabase inner) : IDatabase
{
    private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => inner.Name;

    /// <summary>Completes when a writer has done everything but commit.</summary>
    public Task Holding => _holding.Task;

    /// <summary>The process id of the writer's connection on the server; PostgreSQL only.</summary>
    public int Backend { get; private set; }

    /// <summary>Lets the writer commit.</summary>
    public void Commit() => _ending.TrySetResult();

    /// <summary>Makes the writer's process end here, as far as the database can tell.</summary>
    public void Die() => _ending.TrySetException(new CrashingDatabase.CrashException());

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) => inner.ReadAsync(read, cancellation);

    public Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation) => inner.WriteAsync(
        async session =>
        {
            var result = await write(session);
            if (inner is PostgresDatabase)
                Backend = (await session.QueryAsync("SELECT pg_backend_pid()", row => row.GetInt32(0)))[0];
            _holding.TrySetResult();
            await _ending.Task;
            return result;
        },
        cancellation);

    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    public void Dispose()
    {
    }
}
