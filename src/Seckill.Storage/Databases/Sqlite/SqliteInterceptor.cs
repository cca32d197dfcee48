using System.Data.Common;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;

namespace Seckill.Storage.Databases.Sqlite;

/// <summary>Makes the journal's plugin open SQLite files the way we do: durable commits, short waits for a lock.</summary>
internal sealed class SqliteInterceptor : ConnectionInterceptor
{
    public static SqliteInterceptor Instance { get; } = new();

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) =>
        SqliteFile.Configure((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        SqliteFile.Configure((SqliteConnection)connection);
        return Task.CompletedTask;
    }
}
