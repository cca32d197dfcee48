using System.Collections.Immutable;
using Seckill.Storage.Databases.Postgres;
using Seckill.Storage.Databases.Sqlite;

namespace Seckill.Storage.Databases;

/// <summary>The databases that the storage can work with.</summary>
internal static class DatabaseProviders
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<IDatabaseProvider> All { get; } = [new SqliteProvider(), new PostgresProvider()];

    /// <summary>The one that valid options name.</summary>
    public static IDatabaseProvider Of(StorageOptions options) =>
        Find(options) ?? throw new ArgumentException($"There is no storage provider '{options.Provider}'.", nameof(options));

    /// <summary>The one that the options name; null if there is none of that name.</summary>
    public static IDatabaseProvider? Find(StorageOptions options) =>
        All.FirstOrDefault(provider => string.Equals(provider.Name, options.Provider, StringComparison.OrdinalIgnoreCase));
}
