namespace Seckill.Storage.Databases;

/// <summary>A database that a server keeps: nodes reach it over connections, which have to be opened and learn their statements.</summary>
internal interface IServerDatabase : IDatabase
{
    /// <summary>Runs statements in one transaction that is taken back: what they wrote is gone, and nobody else has seen it.</summary>
    Task TryOutAsync(Func<ISession, Task> write, CancellationToken cancellation);
}
