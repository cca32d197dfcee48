using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>Tells the actor system where journal and snapshots are.</summary>
public static class JournalHosting
{
    private const string JournalPlugin = "akka.persistence.journal.sql";
    private const string SnapshotPlugin = "akka.persistence.snapshot-store.sql";
    private const string QueryPlugin = "akka.persistence.query.journal.sql";

    /// <summary>
    /// Puts journal, snapshots and journal queries on the storage that the options name. The options must be valid, and
    /// <see cref="StoragePreparation.PrepareAsync"/> must have completed before the actor system starts.
    /// </summary>
    public static AkkaConfigurationBuilder WithSeckillStorage(this AkkaConfigurationBuilder builder, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var (ledger, snapshots) = options.IsPostgres ? PostgresOptions(options) : SqliteOptions(options);
        var setup = new MultiDataOptionsSetup();
        setup.AddDataOptions(JournalPlugin, ledger);
        setup.AddDataOptions(QueryPlugin, ledger);
        setup.AddDataOptions(SnapshotPlugin, snapshots);
        return builder
            .AddHocon(JournalConfig(options), HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
            .AddSetup(setup)
            .AddSetup(new ItemJournalSetup(() => Stores.OpenLedger(options), WritersOf(options)))
            .AddSetup(new ItemSnapshotsSetup(() => Stores.OpenSnapshots(options)));
    }

    private static (DataOptions Ledger, DataOptions Snapshots) PostgresOptions(StorageOptions options)
    {
        var both = new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, PostgresConnections.ForLedger(options));
        return (both, both);
    }

    private static (DataOptions Ledger, DataOptions Snapshots) SqliteOptions(StorageOptions options) =>
        (OnFile(StorageFiles.LedgerOf(options)), OnFile(StorageFiles.SnapshotsOf(options)));

    private static DataOptions OnFile(string path) => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, SqliteFile.ConnectionStringOf(path))
        .UseInterceptor(SqliteInterceptor.Instance);

    /// <summary>A file has one writer at a time; more would only wait for each other.</summary>
    private static int WritersOf(StorageOptions options) => options.IsPostgres ? PostgresConnections.JournalWriters : 1;

    private static Config JournalConfig(StorageOptions options)
    {
        var values = options.IsPostgres
            ? $$"""
              seckill.storage {
                provider-name = "{{ProviderName.PostgreSQL15}}"
                read-isolation-level = read-committed
                recoveries-max = {{PostgresConnections.RecoveriesMax(options)}}
              }
              """
            : $$"""
              seckill.storage {
                provider-name = "{{ProviderName.SQLiteMS}}"
                # The plugin's default would take SQLite's write lock for every read.
                read-isolation-level = read-uncommitted
                recoveries-max = 20
              }
              """;
        using var stream = typeof(JournalHosting).Assembly.GetManifestResourceStream("Seckill.Storage.Journal.journal.hocon")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(values + "\n" + reader.ReadToEnd());
    }
}
