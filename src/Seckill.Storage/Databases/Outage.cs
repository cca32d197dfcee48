using System.Data.Common;

namespace Seckill.Storage.Databases;

/// <summary>
/// Tells "the database is away" from "this statement is wrong". The first concerns everybody and passes; the second concerns one item,
/// and repeating it with others would only take them along.
/// </summary>
internal static class Outage
{
    /// <summary>
    /// Whether a failed write of rows is the fault of those rows: they break a constraint, cannot be read, or do not add up. Not so: an
    /// outage, a caller who has left, a database that is being closed, or what concerns every item alike.
    /// </summary>
    public static bool IsFaultOfRows(Exception error) => error switch
    {
        StorageUnavailableException or OperationCanceledException or ObjectDisposedException or OutOfMemoryException => false,
        DbException refusal => DatabaseProviders.All.Any(provider => provider.IsFaultOfRows(refusal)),
        IOException or TimeoutException => false,
        _ => true,
    };
}
