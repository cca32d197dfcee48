using System.Diagnostics;
using Akka.Actor;
using Npgsql;
using Seckill.Domain.Shared;
using Seckill.Storage.Founding;
using Seckill.Storage.Payments;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Rehearsal;
using Seckill.Storage.Schema;
using Seckill.Storage.Tests.Testing;
using Seckill.Testing;

namespace Seckill.Storage.Tests;

/// <summary>A node on tables that <c>docker/postgres/setup.sql</c> made, as the role that it made: everything works that should, and nothing else.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresRoleSpec(PostgresFixture postgres)
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
        (await new StorageRehearsal(stores).RunAsync(await SampleOf.SaleAsync(Sale.OfEverything("rehearsal")), default)).ShouldBeGreaterThan(0);

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
        await readModel.ClearAsync(sale.Id, default);
        await readModel.WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
        var register = new ClusterRegister(stores.Tables);
        (await register.TryWriteAsync(await register.ReadAsync(default), ["me#1"], default)).ShouldBeTrue();
        var operations = new OperationTables(stores.Tables);
        (await operations.ListAsync(default, after: null, 100, default)).ShouldNotBeEmpty();
        (await operations.FillInAsync(sale.Ledger, default)).ShouldBe(sale.State.Revision);
        await operations.WriteAttemptsAsync(await operations.ListAsync(default, after: null, 1, default), default);
        (await operations.ForgetAttemptsAsync(DateTimeOffset.MaxValue, keepMax: 1, default)).ShouldBe(1);
        await PayAsync(new SandboxPaymentStore(stores.Tables, TimeProvider.System));
        await preparation.EnsureLedgerLeadsAsync(default);
        (await new StorageProbe(stores, TimeProvider.System).CheckAsync(default)).ShouldAllBe(health => health.IsHealthy);
    }

    [SkippableTheory]
    [InlineData("UPDATE journal SET message = ''")]
    [InlineData("DELETE FROM journal")]
    [InlineData("TRUNCATE journal")]
    [InlineData("UPDATE operations SET actor = 'somebody else'")]
    [InlineData("DELETE FROM operations")]
    [InlineData("UPDATE operation_attempts SET actor = 'somebody else'")]
    [InlineData("DELETE FROM projection_offset")]
    [InlineData("DELETE FROM sandbox_payments")]
    [InlineData("ALTER TABLE journal DROP CONSTRAINT journal_uq")]
    [InlineData("DROP TABLE orders")]
    [InlineData("UPDATE schema_version SET version = 1")]
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

        (await ErrorOfAsync(options)).ShouldContain("The read-model tables of the PostgreSQL database");
        (await ErrorOfAsync(options)).ShouldContain("are missing, and this role may not change that");

        await RunScriptAsync(options);
        await ShouldSellAsync(options);
    }

    [SkippableFact]
    public async Task A_role_that_may_not_update_tables_of_an_earlier_version_is_told_in_one_line_what_to_run()
    {
        var options = await SetUpAsync();
        using var stores = Stores.Of(options);
        var shape = await ShapeOf.DescribeAsync(stores.Tables);
        await RunAsync(options, "ALTER TABLE seckill.items DROP COLUMN terms_revision, DROP COLUMN chain_revision, DROP COLUMN chain_hash, "
            + "DROP COLUMN image_url, DROP COLUMN description, DROP COLUMN list_price, DROP COLUMN waiting_list, DROP COLUMN waiting, "
            + "DROP COLUMN campaign_limit, DROP COLUMN challenge_required, DROP COLUMN queue, DROP COLUMN seed_hash; "
            + "DROP INDEX seckill.orders_by_status; DROP TABLE seckill.schema_version, seckill.operations");
        await RunAsync(options, "ALTER TABLE seckill.projection_offset DROP COLUMN operations_revision");
        await RunAsync(options, "ALTER TABLE seckill.sandbox_payments DROP COLUMN paid_at_ms, DROP COLUMN changed_at_ms; DROP INDEX seckill.sandbox_payments_by_item");

        var error = await ErrorOfAsync(options);

        error.ShouldContain("have version 1 of 9, and this role may not change that");
        error.ShouldContain("Run the setup.sql that came with this program: SECKILL_APP_PASSWORD=… psql ");
        error.ShouldEndWith(" -f docker/postgres/setup.sql");
        error.ShouldNotContain("\n");
        await RunScriptAsync(options);
        await ShouldSellAsync(options);
        (await ShapeOf.DescribeAsync(stores.Tables)).ShouldBe(shape);
    }

    [SkippableFact]
    public async Task Unversioned_tables_that_lack_nothing_suffice_until_the_script_records_their_version()
    {
        var options = await SetUpAsync();
        await RunAsync(options, "DROP TABLE seckill.schema_version");

        await ShouldSellAsync(options);

        await RunScriptAsync(options);
        using var stores = Stores.Of(options);
        var versions = await stores.Tables.ReadAsync(
            session => session.QueryAsync("SELECT part, version FROM schema_version", row => (row.GetString(0), (int)row.GetInt64(1))), default);
        versions.ShouldBe(SchemaPart.All.Select(part => (part.Name, part.Newest)), ignoreOrder: true);
    }

    [SkippableFact]
    public async Task The_script_makes_the_tables_that_a_node_would_make()
    {
        using var made = Stores.Of(await SetUpAsync());
        await using var home = await PostgresHome.CreateAsync(postgres.Server);
        using var stores = home.Open();
        await new StoragePreparation(home.Options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);

        (await ShapeOf.DescribeAsync(made.Tables)).ShouldBe(await ShapeOf.DescribeAsync(stores.Tables));
    }

    [SkippableFact]
    public async Task A_rebuild_by_another_role_leaves_this_one_its_rights()
    {
        var options = await SetUpAsync();
        var superuser = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = "postgres", SearchPath = "seckill" };
        using var stores = Stores.Of(new StorageOptions { Provider = StorageOptions.Postgres, ConnectionString = superuser.ConnectionString });
        await new ReadModelWriter(stores.Tables).WriteAsync(Sale.OfEverything("before").Ledger, default);

        await new ReadModelWriter(stores.Tables).ClearAsync(default);

        (await new ReadModelReader(stores.Tables).ListItemsAsync(default)).ShouldBeEmpty();
        await ShouldSellAsync(options);
    }

    [SkippableFact]
    public async Task The_script_may_be_repeated()
    {
        var options = await SetUpAsync();

        await RunScriptAsync(options);

        await ShouldSellAsync(options);
    }

    private static string Scripts => Path.Combine(HostProcess.RepositoryRoot, "docker", "postgres");

    private static async Task ShouldSellAsync(StorageOptions options)
    {
        var sale = Sale.OfEverything("sold");
        using var stores = Stores.Of(options);
        var readModel = new ReadModelWriter(stores.Tables);
        await new StoragePreparation(options, stores, readModel).PrepareAsync(default);
        await readModel.WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    private static async Task<string> ErrorOfAsync(StorageOptions options)
    {
        using var stores = Stores.Of(options);
        return (await Should.ThrowAsync<StorageUnavailableException>(
            new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default))).Message;
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
