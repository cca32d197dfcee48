using Seckill.Testing;

namespace Seckill.Storage.Tests.Testing;

/// <summary>An empty place for stores, removed at the end. One spec runs on each kind.</summary>
public abstract class StoreHome : IAsyncDisposable
{
    public abstract StorageOptions Options { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether this is a PostgreSQL database, and not files of SQLite.</summary>
    public bool IsPostgres => Options.Provider == StorageOptions.Postgres;

    /// <summary>Opens the stores as one more node, without its lock on the directory.</summary>
    internal Stores Open() => Stores.Of(Options);
}

/// <summary>A scratch directory.</summary>
public sealed class SqliteHome : StoreHome
{
    private readonly string _directory = Directory.CreateTempSubdirectory("seckill-storage-").FullName;

    public SqliteHome(string name = "data") => Options = new StorageOptions { Directory = Path.Combine(_directory, name) };

    public override StorageOptions Options { get; }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>An empty database on the tests' own server.</summary>
public sealed class PostgresHome : StoreHome
{
    private PostgresHome(string connectionString) =>
        Options = new StorageOptions { Provider = StorageOptions.Postgres, ConnectionString = connectionString };

    public override StorageOptions Options { get; }

    public static async Task<StoreHome> CreateAsync(PostgresServer server, string? name = null) =>
        new PostgresHome(await server.CreateDatabaseAsync(name));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
