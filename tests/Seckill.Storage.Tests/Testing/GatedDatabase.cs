using Seckill.Storage.Databases;

namespace Seckill.Storage.Tests.Testing;

/// <summary>A database whose inserts wait at a gate, and are counted.</summary>
internal sealed class GatedDatabase(IDatabase inner) : IDatabase
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inserts;

    public string Name => inner.Name;

    /// <summary>Completes when the first insert stands at the gate.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Inserts that were begun.</summary>
    public int Inserts => _inserts;

    public void Open() => _open.TrySetResult();

    public async Task InsertAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _inserts);
        _arrived.TrySetResult();
        await _open.Task;
        await inner.InsertAsync(table, rows, cancellation);
    }

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) => inner.ReadAsync(read, cancellation);

    public Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation) => inner.WriteAsync(write, cancellation);

    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    public void Dispose()
    {
    }
}
