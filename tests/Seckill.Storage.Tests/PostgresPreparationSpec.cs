using Akka.Actor;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using Seckill.Testing;

namespace Seckill.Storage.Tests;

[Collection(PostgresTests.Name)]
public sealed class PostgresPreparationSpec(PostgresFixture postgres)
{
    [SkippableFact]
    public async Task Many_nodes_that_start_at_once_on_an_empty_database_all_succeed()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        var nodes = Enumerable.Range(0, 8).Select(_ => home.Open()).ToArray();

        await Task.WhenAll(nodes.Select(stores => PrepareAsync(home.Options, stores)));

        var sale = Sale.OfEverything("together");
        await new ReadModelWriter(nodes[0].Tables).WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(nodes[7], sale);
        foreach (var stores in nodes) stores.Dispose();
    }

    [SkippableFact]
    public async Task A_node_that_starts_does_not_wait_for_a_journal_in_use()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        using var running = home.Open();
        await PrepareAsync(home.Options, running);
        using var starting = home.Open();

        // A write that is not committed yet; anything that alters the table would wait for it.
        await running.Ledger.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (1, false, 'item-a', 1, '')");
                await PrepareAsync(home.Options, starting).WaitAsync(LedgerNode.Patience);
                return 0;
            },
            default);
    }

    [SkippableFact]
    public async Task An_awkward_database_name_works_throughout()
    {
        const string Name = "a \"quoted\" ${name} = 'x'; # {y} \\";
        var home = await PostgresHome.CreateAsync(postgres.Server, Name);
        using var stores = home.Open();
        await PrepareAsync(home.Options, stores);
        await using var node = new LedgerNode(home.Options, stores);

        (await node.WriteAsync(Sale.OfEverything("awkward"))).ShouldBe(Sale.OfEverything("awkward").State.Revision);
    }

    [SkippableFact]
    public async Task An_unknown_database_is_named()
    {
        var error = await ErrorOfAsync(postgres.Server.ConnectionStringOf("nowhere") + ";Password=secret");

        error.ShouldContain($"PostgreSQL database 'nowhere' at 127.0.0.1:{postgres.Server.Port} cannot be used at present");
        error.ShouldNotContain("secret");
    }

    [SkippableFact]
    public async Task A_server_that_is_not_there_is_named()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        var error = await ErrorOfAsync("Host=127.0.0.1;Port=1;Database=seckill;Username=me;Password=secret");

        error.ShouldContain("PostgreSQL database 'seckill' at 127.0.0.1:1 cannot be used at present");
        error.ShouldNotContain("secret");
    }

    [SkippableFact]
    public async Task A_database_that_takes_no_writes_is_named()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server, "standby");
        await postgres.Server.ExecuteAsync("ALTER DATABASE standby SET default_transaction_read_only = on");

        (await ErrorOfAsync(home.Options.ConnectionString!)).ShouldContain("PostgreSQL database 'standby'");
        (await ErrorOfAsync(home.Options.ConnectionString!)).ShouldContain("is read-only. Point the connection string at the primary.");
    }

    [SkippableTheory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task A_database_that_cannot_hold_every_text_is_refused(string encoding)
    {
        var server = postgres.Server;
        var name = $"of_{encoding.ToLowerInvariant()}";
        await server.ExecuteAsync($"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

        var error = await ErrorOfAsync(server.ConnectionStringOf(name));

        error.ShouldContain($"PostgreSQL database '{name}'");
        error.ShouldContain($"has the encoding {encoding}");
        error.ShouldContain("ENCODING 'UTF8'");
        await using var connection = new Npgsql.NpgsqlConnection(server.ConnectionStringOf(name) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", connection);
        (await command.ExecuteScalarAsync()).ShouldBe(0L, "a refused database is left as it was");
    }

    [SkippableFact]
    public async Task A_connection_that_would_garble_text_is_refused()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);

        var error = await ErrorOfAsync($"{home.Options.ConnectionString};Client Encoding=LATIN1");

        error.ShouldContain("client encoding LATIN1");
        error.ShouldContain("Remove 'Client Encoding'");
    }

    [SkippableFact]
    public async Task A_node_never_opens_more_connections_than_it_may()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        home.Options.ConnectionsMax = StorageOptions.ConnectionsMin;
        using var stores = home.Open();
        await PrepareAsync(home.Options, stores);
        await using var node = new LedgerNode(home.Options, stores);
        Sale[] sales = [.. Enumerable.Range(0, 60).Select(n => Sale.OfEverything($"crowd-{n}"))];

        await Task.WhenAll(sales.Select(sale => node.WriteAsync(sale)));
        await Task.WhenAll(sales.Select(sale => new ReadModelWriter(stores.Tables).WriteAsync(sale.Ledger, default)));
        var states = await Task.WhenAll(sales.Select(sale =>
            node.Writer(sale.Id).Ask<(Domain.Items.ItemState State, bool)>(LedgerNode.GetState.Instance, LedgerNode.Patience)));

        states.Select(recovered => recovered.State.Status).ShouldBe(sales.Select(sale => sale.State.Status));
        var connections = await stores.Tables.ReadAsync(
            session => session.QueryAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", row => row.GetInt64(0)), default);
        connections[0].ShouldBeLessThanOrEqualTo(StorageOptions.ConnectionsMin);
    }

    private static async Task<string> ErrorOfAsync(string connectionString)
    {
        var options = new StorageOptions { Provider = StorageOptions.Postgres, ConnectionString = connectionString };
        using var stores = Stores.Of(options);
        return (await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(options, stores))).Message;
    }

    private static Task PrepareAsync(StorageOptions options, Stores stores) =>
        new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
}
