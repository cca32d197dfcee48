using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Seckill.Storage.Databases;
using Seckill.Storage.Databases.Postgres;
using Seckill.Storage.Databases.Sqlite;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteJournalSchemaTests() : JournalSchemaSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresJournalSchemaTests(PostgresFixture postgres)
    : JournalSchemaSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>We make the plugin's tables; these tests notice when a new version of the plugin wants others.</summary>
public abstract class JournalSchemaSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    [SkippableFact]
    public async Task Our_tables_have_the_columns_that_the_plugin_would_make()
    {
        var ours = (Journal: await ColumnsAsync(Stores.Ledger, "journal"), Snapshot: await ColumnsAsync(Stores.Snapshots, "snapshot"));
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("DROP TABLE journal"), None);
        await Stores.Snapshots.WriteAsync(session => session.ExecuteAsync("DROP TABLE snapshot"), None);

        await LetThePluginMakeItsTablesAsync();

        ours.Journal.Count.ShouldBe(10);
        ours.Journal.ShouldBe(await ColumnsAsync(Stores.Ledger, "journal"));
        ours.Snapshot.ShouldBe(await ColumnsAsync(Stores.Snapshots, "snapshot"));
    }

    private async Task LetThePluginMakeItsTablesAsync()
    {
        var (ledger, snapshots) = Home.IsPostgres
            ? (PostgresConnections.ForLedger(Home.Options), PostgresConnections.ForLedger(Home.Options))
            : (SqliteFile.ConnectionStringOf(StorageFiles.LedgerOf(Home.Options)),
                SqliteFile.ConnectionStringOf(StorageFiles.SnapshotsOf(Home.Options)));
        var provider = Home.IsPostgres ? "PostgreSQL.15" : "SQLite.MS";
        var config = ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.plugin = "akka.persistence.journal.sql"
            akka.persistence.journal.sql { connection-string = "{{Quoted(ledger)}}", provider-name = "{{provider}}", tag-write-mode = Csv }
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
            akka.persistence.snapshot-store.sql { connection-string = "{{Quoted(snapshots)}}", provider-name = "{{provider}}" }
            """).WithFallback(SqlPersistence.DefaultConfiguration);
        using var system = ActorSystem.Create("plugin", config);
        (await system.ActorOf(Props.Create(() => new SavingActor())).Ask<string>("save", LedgerNode.Patience)).ShouldBe("saved");
        await system.Terminate();
    }

    private static string Quoted(string connectionString) => connectionString.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static async Task<List<string>> ColumnsAsync(IDatabase database, string table) => await database.ReadAsync(
        session => session.QueryAsync(
            database is SqliteDatabase
                ? "SELECT name, \"notnull\" FROM pragma_table_info(@table) ORDER BY 1"
                : "SELECT column_name, data_type || is_nullable FROM information_schema.columns WHERE table_name = @table ORDER BY 1",
            row => $"{row.GetString(0)} {row.GetValue(1)}",
            new { table }),
        None);

    /// <summary>Writes an entry and a snapshot, so that both plugins have made their tables when it answers.</summary>
    private sealed class SavingActor : ReceivePersistentActor
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public SavingActor()
        {
            Recover<string>(_ => { });
            Command<string>(text =>
            {
                _asker = Sender;
                Persist(text, SaveSnapshot);
            });
            Command<SaveSnapshotSuccess>(_ => _asker.Tell("saved"));
            Command<SaveSnapshotFailure>(failure => _asker.Tell(failure.Cause.ToString()));
        }

        public override string PersistenceId => "plugin";
    }
}
