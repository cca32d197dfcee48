using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Hosting;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Journal;

/// <summary>Tells the actor system where journal and snapshots are.</summary>
public static class JournalHosting
{
    /// <summary>
    /// Puts journal and snapshots on the storage that the options name. The options must be valid, and
    /// <see cref="StoragePreparation.PrepareAsync"/> must have completed before the actor system starts.
    /// </summary>
    public static AkkaConfigurationBuilder WithSeckillStorage(this AkkaConfigurationBuilder builder, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var provider = DatabaseProviders.Of(options);
        var plugin = provider.PluginFor(options);
        return builder
            .WithSqlPersistence(JournalOf(plugin), SnapshotsOf(plugin))
            .AddHocon(ConfigOf(plugin), HoconAddMode.Prepend)
            .AddSetup(new ItemJournalSetup(() => provider.OpenLedger(options), plugin.WritersMax))
            .AddSetup(new ItemSnapshotsSetup(() => provider.OpenSnapshots(options)));
    }

    private static SqlJournalOptions JournalOf(JournalPlugin plugin) => new()
    {
        // Handed over as an object, so that no dump of the configuration shows a connection string.
        DataOptions = plugin.Ledger,
        // Named here as well: without it the plugin misjudges the database.
        ProviderName = plugin.Provider,
        // The scripts of Schema/ make the tables.
        AutoInitialize = false,
        // Nothing is tagged; the other mode would join a table of tags to every read.
        TagStorageMode = TagMode.Csv,
        ReadIsolationLevel = plugin.Reads,
    };

    private static SqlSnapshotOptions SnapshotsOf(JournalPlugin plugin) => new()
    {
        DataOptions = plugin.Snapshots,
        ProviderName = plugin.Provider,
        AutoInitialize = false,
        ReadIsolationLevel = plugin.Reads,
    };

    private static Config ConfigOf(JournalPlugin plugin)
    {
        using var stream = typeof(JournalHosting).Assembly.GetManifestResourceStream("Seckill.Storage.Journal.journal.hocon")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(
            // Each recovery takes a connection; the pool must have room for writers beside them.
            FormattableString.Invariant($"akka.persistence.max-concurrent-recoveries = {plugin.RecoveriesMax}\n{reader.ReadToEnd()}"));
    }
}
