using System.Data.Common;

namespace Seckill.Storage.Databases;

/// <summary>What a bulk write does with a row whose key is already there.</summary>
internal enum OnConflict
{
    /// <summary>The row must be new: fail the transaction.</summary>
    Fail,

    /// <summary>Keep the old row.</summary>
    Keep,

    /// <summary>The new row replaces the old one.</summary>
    Replace,
}

/// <summary>Statements on one connection, inside a transaction when writing. Lives within one call of <see cref="IDatabase"/>.</summary>
internal interface ISession
{
    /// <summary>The few words in which the two databases differ.</summary>
    Dialect Dialect { get; }

    /// <summary>Runs a statement; its parameters are the members of <paramref name="arguments"/>. Returns the number of rows.</summary>
    Task<int> ExecuteAsync(string sql, object? arguments = null);

    /// <summary>Runs a query.</summary>
    Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, object? arguments = null);

    /// <summary>Writes many rows at once.</summary>
    Task WriteAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, OnConflict conflict);

    /// <summary>Reads the rows that exist of the keys given. Locks them, in key order, until the transaction ends if asked to.</summary>
    Task<List<TRow>> LoadAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TKey> keys, bool forUpdate = false);
}
