using System.Data.Common;
using Dapper;

namespace Seckill.Storage.Databases;

/// <summary>What the sessions of both databases have in common.</summary>
internal abstract class DbSession(
    DbConnection connection, DbTransaction? transaction, Dialect dialect, CancellationToken cancellation) : ISession
{
    public Dialect Dialect => dialect;

    protected CancellationToken Cancellation => cancellation;

    public Task<int> ExecuteAsync(string sql, object? arguments = null) => connection.ExecuteAsync(Define(sql, arguments));

    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, object? arguments = null)
    {
        var reader = await connection.ExecuteReaderAsync(Define(sql, arguments)).ConfigureAwait(false);
        List<T> rows;
        await using (reader.ConfigureAwait(false)) rows = await ReadAllAsync(reader, read).ConfigureAwait(false);
        await LeaveDriverAsync().ConfigureAwait(false);
        return rows;
    }

    public abstract Task WriteAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, OnConflict conflict);

    public abstract Task<List<TRow>> LoadAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TKey> keys, bool forUpdate = false);

    protected async Task<List<T>> ReadAllAsync<T>(DbDataReader reader, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Completes on a thread on which the caller may make something of what it has read, however long that takes.</summary>
    protected virtual Task LeaveDriverAsync() => Task.CompletedTask;

    /// <summary>Names of as many parameters as there are columns.</summary>
    protected static string[] ParametersOf<T>(IReadOnlyCollection<T> columns) => [.. columns.Select((_, index) => $"@p{index}")];

    private CommandDefinition Define(string sql, object? arguments) => new(sql, arguments, transaction, cancellationToken: cancellation);
}
