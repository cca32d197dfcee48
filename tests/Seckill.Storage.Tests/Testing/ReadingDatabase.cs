using Seckill.Storage.Databases;

namespace Seckill.Storage.Tests.Testing;

/// <summary>A database that fails whoever begins to write.</summary>
internal sealed class ReadingDatabase(IDatabase inner) : IDatabase
{
    public string Name => inner.Name;

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) => inner.ReadAsync(read, cancellation);

    public Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation) =>
        throw new InvalidOperationException("Somebody writes.");

    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    public void Dispose()
    {
    }
}
