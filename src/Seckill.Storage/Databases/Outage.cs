using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Seckill.Storage.Databases;

/// <summary>
/// Tells "the database is away" from "this statement is wrong". The first concerns everybody and passes; the second concerns one item,
/// and repeating it with others would only take them along.
/// </summary>
internal static class Outage
{
    /// <summary>
    /// The error as an outage of the database, or null when it is something else. Also reads the errors of the journal's plugin, which
    /// lets the drivers speak for themselves.
    /// </summary>
    public static StorageUnavailableException? Find(IDatabase database, Exception error) => error switch
    {
        StorageUnavailableException outage => outage,
        NpgsqlException refusal when PostgresOutage.Is(refusal) =>
            new StorageUnavailableException($"{database.Name} cannot be used at present: {PostgresOutage.Explain(refusal)}", refusal),
        SqliteException refusal when SqliteFile.Explain(refusal) is { } reason =>
            new StorageUnavailableException($"The {database.Name} cannot be used: {reason}.", refusal),
        TimeoutException => new StorageUnavailableException($"{database.Name} does not answer in time.", error),
        AggregateException { InnerException: { } inner } => Find(database, inner),
        _ => null,
    };

    /// <summary>
    /// Whether a failed write of rows is the fault of those rows: they break a constraint, cannot be read, or do not add up. Not so: an
    /// outage, a caller who has left, a database that is being closed, a transaction that PostgreSQL asks to repeat (class 40), and a
    /// missing table or column (class 42, and SQLite's general error), which concerns every item alike.
    /// </summary>
    public static bool IsFaultOfRows(Exception error) => error switch
    {
        StorageUnavailableException or OperationCanceledException or ObjectDisposedException or OutOfMemoryException => false,
        PostgresException { SqlState: var state } => state[..2] is not ("40" or "42"),
        SqliteException { SqliteErrorCode: var code } => code != 1,
        DbException or IOException or TimeoutException => false,
        _ => true,
    };
}
