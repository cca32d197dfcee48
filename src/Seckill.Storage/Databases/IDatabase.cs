namespace Seckill.Storage.Databases;

/// <summary>
/// One database, SQLite or PostgreSQL. An outage of it surfaces as <see cref="StorageUnavailableException"/>; anything else that
/// it throws is a defect.
/// </summary>
internal interface IDatabase : IDisposable
{
    /// <summary>What messages call it; without secrets.</summary>
    string Name { get; }

    /// <summary>Runs reading statements; each sees one consistent snapshot of its own.</summary>
    Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation);

    /// <summary>
    /// Runs statements in one transaction that commits when <paramref name="write"/> completes and leaves no trace when it throws.
    /// </summary>
    Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation);

    /// <summary>Adds rows, all or none, in a transaction of their own; on PostgreSQL with one statement in one round trip. A known key fails it.</summary>
    Task InsertAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, CancellationToken cancellation) => WriteAsync(
        async session =>
        {
            await session.WriteAsync(table, rows, OnConflict.Fail).ConfigureAwait(false);
            return rows.Count;
        },
        cancellation);

    /// <summary>Makes sure that the database can hold, and hand over, every character that a text may have; throws when not.</summary>
    Task EnsureUnicodeAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Asks the database whether it answers and would take a write; throws when not.</summary>
    Task ProbeAsync(CancellationToken cancellation);
}
