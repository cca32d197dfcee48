using Seckill.Storage.Databases;

namespace Seckill.Storage.Tests.Testing;

/// <summary>A database whose writers have to wait, as behind another writer, until they are let through.</summary>
internal sealed class DelayedWrites(IDatabase inner, TaskCompletionSource isWaiting, Task letThrough) : IDatabase
{
    public string Name => inner.Name;

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) => inner.ReadAsync(read, cancellation);

    public async Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation)
    {
        isWaiting.TrySetResult();
        await letThrough;
        return await inner.WriteAsync(write, cancellation);
    }

    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    public void Dispose()
    {
    }
}
