using System.Diagnostics;
using Akka.Actor;
using Npgsql;
using Seckill.Domain.Shared;
using Seckill.Storage.Founding;
using Seckill.Storage.Payments;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

/// <summary>A node on tables that <c>docker/postgres/setup.sql</c> made, as the role that it made: everything works that should, and nothing else.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresRoleTests(PostgresFixture postgres)
{
    private const string Password = "it's a \"secret\"";

    [SkippableFact]
    public async Task A_whole_sale_and_a_rebuild_need_no_more_than_the_role_has()
    {
        var sale = Sale.OfEverything("least");
        var options = await SetUpAsync();
        using var stores = Stores.Of(options);
        var readModel = new ReadModelWriter(stores.Tables);
        var preparation = new StoragePreparation(options, stores, readModel);
        await preparation.PrepareAsync(default);

        await using (var node = new LedgerNode(options, stores))
        {
            (await node.WriteAsync(sale)).ShouldBe(sale.State.Revision);
            var recovered = node.Writer(sale.Id);
            (await recovered.Ask<string>("snapshot", LedgerNode.Patience)).ShouldBe("saved");
            (await recovered.Ask<string>("snapshot", LedgerNode.Patience)).ShouldBe("saved");
            (await recovered.Ask<string>("forget", LedgerNode.Patience)).ShouldBe("forgotten");
            (await node.ReadAsync(sale.Id)).Count.ShouldBe(sale.Ledger.Count);
        }

        await readModel.WriteAsync(sale.Ledger, default);
        await readModel.ClearAsync(default);
        await readModel.WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
        var register = new ClusterRegister(stores.Tables);
        (await register.TryWriteAsync(await register.ReadAsync(default), ["me#1"], default)).ShouldBeTrue();
        await PayAsync(new SandboxPaymentStore(stores.Tables, TimeProvider.System));
        await preparation.EnsureLedgerLeadsAsync(default);
        (await new StorageProbe(stores, TimeProvider.System).CheckAsync(default)).ShouldAllBe(health => health.IsHealthy);
    }

    [SkippableTheory]
    [InlineData("UPDATE journal SET message = ''")]
    [InlineData("DELETE FROM journal")]
    [InlineData("TRUNCATE journal")]
    [InlineData("DELETE FROM orders")]
    [InlineData("ALTER TABLE journal DROP CONSTRAINT journal_uq")]
    [InlineData("DROP TABLE orders")]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("CREATE TABLE public.mine (id int)")]
    [InlineData("CREATE TEMPORARY TABLE mine (id int)")]
    [InlineData("SET ROLE seckill_owner")]
    public async Task The_role_can_neither_change_the_ledger_nor_the_schema(string sql)
    {
        using var stores = Stores.Of(await SetUpAsync());

        var error = await Should.ThrowAsync<StorageUnavailableException>(
            stores.Ledger.WriteAsync(session => session.ExecuteAsync(sql), default));

        error.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe("42501");
    }

    [SkippableFact]
    public async Task A_role_that_may_not_create_the_missing_tables_is_told_what_to_run()
    {
        var options = await SetUpAsync();
        await RunAsync(options, "DROP TABLE seckill.orders, seckill.items, seckill.projection_offset");
        using var stores = Stores.Of(options);

        var error = await Should.ThrowAsync<StorageUnavailableException>(
            new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default));

        error.Message.ShouldContain("permission denied for schema seckill (42501). Create or update the tables and grant this role its rights");
        error.Message.ShouldContain("docker/postgres/setup.sql");
    }

    [SkippableFact]
    public async Task The_script_makes_the_tables_that_a_node_would_make()
    {
        using var stores = Stores.Of(await SetUpAsync());
        var words = await stores.Tables.ReadAsync(session => Task.FromResult(session.Dialect), default);
        string[] definitions =
        [
            Journal.JournalSchema.JournalDefinition(words), Journal.JournalSchema.SnapshotDefinition(words),
            ReadModelSchema.Definition(words), ClusterRegister.Definition(words), SandboxPaymentSchema.Definition(words),
        ];

        var script = await File.ReadAllTextAsync(Path.Combine(Scripts, "schema", "tables.sql"));

        script[(script.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].ShouldBe(string.Join("\n\n", definitions) + "\n");
    }

    [SkippableFact]
    public async Task A_role_that_may_not_update_tables_of_an_earlier_version_is_told_what_to_run()
    {
        var options = await SetUpAsync();
        await RunAsync(options, "ALTER TABLE seckill.items DROP COLUMN terms_revision");
        using var stores = Stores.Of(options);
        var preparation = new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables));

        var error = await Should.ThrowAsync<StorageUnavailableException>(preparation.PrepareAsync(default));
        error.Message.ShouldContain("must be owner of table items (42501). Create or update the tables");
        error.Message.ShouldContain("docker/postgres/setup.sql");
        await RunScriptAsync(options);

        await preparation.PrepareAsync(default);
        var sale = Sale.OfEverything("updated");
        await new ReadModelWriter(stores.Tables).WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    [SkippableFact]
    public async Task The_script_updates_tables_the_way_a_node_would()
    {
        using var stores = Stores.Of(await SetUpAsync());
        var words = await stores.Tables.ReadAsync(session => Task.FromResult(session.Dialect), default);

        var script = await File.ReadAllTextAsync(Path.Combine(Scripts, "schema", "updates.sql"));

        script.ShouldContain($"ALTER TABLE items ADD COLUMN IF NOT EXISTS {ReadModelSchema.TermsRevisionDefinition(words)};");
    }

    [SkippableFact]
    public async Task The_script_may_be_repeated()
    {
        var options = await SetUpAsync();

        await RunScriptAsync(options);

        using var stores = Stores.Of(options);
        await new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
    }

    private static string Scripts
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory!.FullName, "SeckillAkka.sln"))) directory = directory.Parent;
            return Path.Combine(directory.FullName, "docker", "postgres");
        }
    }

    private static async Task PayAsync(SandboxPaymentStore payments)
    {
        var (order, amount) = (OrderId.Parse("least-1"), Money.Create(9_900, "CNY"));
        var payment = await payments.OpenAsync(order, amount, DateTimeOffset.UtcNow.AddMinutes(5), default);
        await payments.DecideAsync(payment.Id, succeeds: true, default);
        var delivery = (await payments.TakeDueDeliveriesAsync(10, TimeSpan.FromSeconds(30), default)).Single();
        await payments.MarkFailedAsync(delivery, DateTimeOffset.UtcNow, default);
        await payments.MarkDeliveredAsync(delivery, default);
        await payments.RefundAsync(order, payment.Id, amount, default);
    }

    /// <summary>A database of its own, set up by the script, and how the role reaches it.</summary>
    private async Task<StorageOptions> SetUpAsync()
    {
        Skip.If(!File.Exists("/usr/bin/psql"), "psql is not installed; on Debian: apt-get install postgresql-client.");
        var superuser = new NpgsqlConnectionStringBuilder(await postgres.Server.CreateDatabaseAsync());
        var options = new StorageOptions
        {
            Provider = StorageOptions.Postgres,
            ConnectionString = new NpgsqlConnectionStringBuilder(superuser.ConnectionString)
            {
                Username = "seckill_app",
                Password = Password,
            }.ConnectionString,
        };
        await RunScriptAsync(options);
        return options;
    }

    private static async Task RunScriptAsync(StorageOptions options)
    {
        var target = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var start = new ProcessStartInfo("/usr/bin/psql")
        {
            Environment = { ["SECKILL_APP_PASSWORD"] = Password },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])
            ["-X", "-h", target.Host!, "-p", $"{target.Port}", "-U", "postgres", "-d", target.Database!, "-f", Path.Combine(Scripts, "setup.sql")])
            start.ArgumentList.Add(argument);
        using var psql = Process.Start(start)!;
        var errors = psql.StandardError.ReadToEndAsync();
        await psql.StandardOutput.ReadToEndAsync();
        await psql.WaitForExitAsync();
        psql.ExitCode.ShouldBe(0, await errors);
    }

    private static async Task RunAsync(StorageOptions options, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
