using System.Data;
using System.Data.Common;
using LinqToDB;
using Npgsql;

namespace Seckill.Storage.Databases.Postgres;

/// <summary>PostgreSQL: one database that any number of nodes share, behind two pools of connections.</summary>
internal sealed class PostgresProvider : IDatabaseProvider
{
    private const string Example = "'Host=127.0.0.1;Database=seckill;Username=seckill;Password=…'";

    public string Name => StorageOptions.Postgres;

    public IEnumerable<string> Check(StorageOptions options)
    {
        if (options.ConnectionsMax is < StorageOptions.ConnectionsMin or > 1_000)
        {
            yield return $"{StorageOptions.ConnectionsMaxName} is {options.ConnectionsMax}. "
                + $"Set it to {StorageOptions.ConnectionsMin} to 1000.";
        }

        if (CheckConnection(options.ConnectionString) is { } fault) yield return $"{StorageOptions.ConnectionStringName} {fault}";
    }

    public IDatabase OpenLedger(StorageOptions options) => new PostgresDatabase(PostgresConnections.ForLedger(options));

    /// <summary>Snapshots lie beside the journal.</summary>
    public IDatabase OpenSnapshots(StorageOptions options) => OpenLedger(options);

    public Stores Open(StorageOptions options)
    {
        var ledger = OpenLedger(options);
        return new Stores(ledger, ledger, new PostgresDatabase(PostgresConnections.ForTables(options)));
    }

    public JournalPlugin PluginFor(StorageOptions options)
    {
        var both = new DataOptions().UseConnectionString(
            LinqToDB.ProviderName.PostgreSQL15, PostgresConnections.ForLedger(options));
        return new JournalPlugin(
            LinqToDB.ProviderName.PostgreSQL15, both, both, IsolationLevel.ReadCommitted, PostgresConnections.RecoveriesMax(options),
            PostgresConnections.JournalWriters);
    }

    /// <summary>The server and its database are there already, and any number of processes may use them.</summary>
    public void Prepare(StorageOptions options, Stores stores)
    {
    }

    /// <summary>Class 40 asks to repeat the transaction; 42 is a missing table or column.</summary>
    public bool IsFaultOfRows(DbException error) => error is PostgresException { SqlState: var state } && state[..2] is not ("40" or "42");

    private static string? CheckConnection(string? given)
    {
        if (string.IsNullOrWhiteSpace(given)) return $"is missing. Set it, for example to {Example}.";
        if (TryParse(given) is not { } parsed)
            return $"cannot be read. Write it as Name=Value pairs separated by ';', for example {Example}.";
        if (string.IsNullOrWhiteSpace(parsed.Host) || string.IsNullOrWhiteSpace(parsed.Database))
            return $"needs Host and Database. Set it, for example to {Example}.";
        return SetsPool(given)
            ? $"must not set the pool. Remove Pooling and the pool sizes, and set {StorageOptions.ConnectionsMaxName}."
            : null;
    }

    private static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static bool SetsPool(string text) =>
        new DbConnectionStringBuilder { ConnectionString = text }.Keys.Cast<string>()
            .Any(key => key.Contains("pool", StringComparison.OrdinalIgnoreCase));
}
