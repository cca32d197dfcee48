using Npgsql;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Rehearsal;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

/// <summary>What a sale would write is tried out on a database server, and nothing of it is left but what makes the next write fast.</summary>
[Collection(PostgresTests.Name)]
public sealed class StorageRehearsalSpec(PostgresFixture postgres) : StorageSpec(() => PostgresHome.CreateAsync(postgres.Server))
{
    private static readonly string[] Tables = ["journal", "orders", "items", "projection_offset", "operations"];

    [SkippableFact]
    public async Task Nothing_is_left_of_it_but_connections_that_know_their_statements()
    {
        (await new StorageRehearsal(Stores).RunAsync(await SampleOf.SaleAsync(Sale.OfEverything("rehearsal")), None)).ShouldBe(500, "it ends by itself");

        foreach (var table in Tables) (await ReadAsync($"SELECT count(*)::text FROM {table}")).ShouldBe(["0"], table);
        (await ReadAsync("SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() ORDER BY 1")).ShouldBe(["seckill-ledger", "seckill-tables"]);
        var prepared = await Stores.Ledger.ReadAsync(
            session => session.QueryAsync("SELECT statement FROM pg_prepared_statements", row => row.GetString(0)), None);
        prepared.ShouldContain(statement => statement.StartsWith("INSERT INTO journal", StringComparison.Ordinal));
        (await ReadAsync("SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'")).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Several_nodes_do_not_disturb_each_other_or_a_sale()
    {
        var sold = Sale.OfEverything("sold");
        var readModel = new ReadModelWriter(Stores.Tables);
        await readModel.WriteAsync(sold.Ledger, None);
        SaleSample[] samples = [await SampleOf.SaleAsync(Sale.OfEverything("rehearsal-1")), await SampleOf.SaleAsync(Sale.OfEverything("rehearsal-2"))];
        using var enough = new CancellationTokenSource();
        var rehearsals = Task.WhenAll(samples.Select(sample => new StorageRehearsal(Stores).RunAsync(sample, enough.Token)));
        var meanwhile = Sale.OfEverything("meanwhile");

        await readModel.WriteAsync(meanwhile.Ledger, None);

        await enough.CancelAsync();
        (await rehearsals).ShouldAllBe(times => times > 0);
        await RowsOf.ShouldBeExactAsync(Stores, sold);
        await RowsOf.ShouldBeExactAsync(Stores, meanwhile);
    }

    [SkippableFact]
    public async Task A_database_that_takes_no_writes_is_said()
    {
        var sample = await SampleOf.SaleAsync(Sale.Open("rehearsal"));
        var readOnly = new NpgsqlConnectionStringBuilder(Home.Options.ConnectionString) { Options = "-c default_transaction_read_only=on" };
        using var stores = Stores.Of(new StorageOptions { Provider = StorageOptions.Postgres, ConnectionString = readOnly.ConnectionString });

        await Should.ThrowAsync<StorageUnavailableException>(new StorageRehearsal(stores).RunAsync(sample, None));
    }

    [Fact]
    public async Task Files_are_not_rehearsed_with()
    {
        await using var home = new SqliteHome();
        using var stores = home.Open();

        // Not even looked at: there are none.
        (await new StorageRehearsal(stores).RunAsync(await SampleOf.SaleAsync(Sale.Open("rehearsal")), None)).ShouldBe(0);
    }

    private Task<List<string>> ReadAsync(string sql) =>
        Stores.Tables.ReadAsync(session => session.QueryAsync(sql, row => row.GetString(0)), None);
}
