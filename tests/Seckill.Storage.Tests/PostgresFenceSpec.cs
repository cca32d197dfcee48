using Seckill.Storage.Databases;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

/// <summary>Whoever holds a lock and does not come back loses it in bounded time, and cannot commit afterwards.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresFenceSpec(PostgresFixture postgres)
{
    private const string InsertEntry =
        "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (1, false, 'item-a', 7, '')";

    [SkippableFact]
    public async Task A_writer_whose_connection_is_cut_loses_the_offset_row_at_once()
    {
        var sale = Sale.OfEverything("cut");
        var home = await PostgresHome.CreateAsync(postgres.Server);
        using var stores = await OpenAsync(home);
        var first = new HoldingDatabase(stores.Tables);
        var writing = new ReadModelWriter(first).WriteAsync(sale.Ledger, default);
        await first.Holding;
        using var other = home.Open();
        var waiting = new ReadModelWriter(other.Tables).WriteAsync(sale.Ledger, default);

        await postgres.Server.ExecuteAsync($"SELECT pg_terminate_backend({first.Backend})");

        (await waiting)[sale.Id].ShouldBe(sale.State.Revision);
        first.Commit();
        await Should.ThrowAsync<StorageUnavailableException>(writing);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    [SkippableFact]
    public async Task A_writer_that_stands_still_loses_the_offset_row_in_bounded_time_and_cannot_commit_later()
    {
        var sale = Sale.OfEverything("frozen");
        var home = await PostgresHome.CreateAsync(postgres.Server);
        using var stores = await OpenImpatientAsync(home);
        var first = new HoldingDatabase(stores.Tables);
        var writing = new ReadModelWriter(first).WriteAsync(sale.Ledger, default);
        await first.Holding;
        using var other = home.Open();

        var offsets = await new ReadModelWriter(other.Tables).WriteAsync(sale.Ledger, default);

        offsets[sale.Id].ShouldBe(sale.State.Revision);
        first.Commit();
        await Should.ThrowAsync<StorageUnavailableException>(writing);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    [SkippableFact]
    public async Task A_frozen_incarnation_that_has_written_but_not_committed_gives_way_to_the_next_one()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        using var stores = await OpenImpatientAsync(home);
        var frozen = new HoldingDatabase(stores.Ledger);
        var writing = frozen.WriteAsync(session => session.ExecuteAsync(InsertEntry), default);
        await frozen.Holding;
        using var other = home.Open();

        (await other.Ledger.WriteAsync(session => session.ExecuteAsync(InsertEntry), default)).ShouldBe(1);

        frozen.Commit();
        await Should.ThrowAsync<StorageUnavailableException>(writing);
    }

    [SkippableFact]
    public async Task Waiting_for_a_lock_ends_with_an_error_that_names_it()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        home.Options.ConnectionString += ";Options=-c lock_timeout=200";
        using var stores = await OpenAsync(home);
        var holder = new HoldingDatabase(stores.Ledger);
        var writing = holder.WriteAsync(session => session.ExecuteAsync(InsertEntry), default);
        await holder.Holding;
        using var other = home.Open();

        var error = await Should.ThrowAsync<StorageUnavailableException>(
            other.Ledger.WriteAsync(session => session.ExecuteAsync(InsertEntry), default));

        error.Message.ShouldContain("lock timeout");
        error.Message.ShouldContain("pg_stat_activity");
        holder.Commit();
        (await writing).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Every_session_carries_the_servers_own_bounds()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        using var stores = home.Open();
        string[] names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "tcp_keepalives_idle"];

        foreach (var database in (IDatabase[])[stores.Ledger, stores.Tables])
        {
            var settings = await database.ReadAsync(
                session => session.QueryAsync("SELECT current_setting(n) FROM unnest(@names) AS n", row => row.GetString(0), new { names }), default);
            settings.ShouldBe(["5s", "3s", "5s", "10"]);
        }
    }

    [SkippableFact]
    public async Task A_statement_that_takes_too_long_is_ended_by_the_server_and_says_so()
    {
        var home = await PostgresHome.CreateAsync(postgres.Server);
        home.Options.ConnectionString += ";Options=-c statement_timeout=200";
        using var stores = home.Open();

        var error = await Should.ThrowAsync<StorageUnavailableException>(
            stores.Tables.ReadAsync(session => session.QueryAsync("SELECT 1 FROM pg_sleep(30)", row => row.GetInt32(0)), default));

        error.Message.ShouldContain("statement timeout");
        error.Message.ShouldContain("'Command Timeout'");
    }

    /// <summary>Opens it with half a second for those who stand still; others that open it later have the usual time.</summary>
    private static async Task<Stores> OpenImpatientAsync(StoreHome home)
    {
        (await OpenAsync(home)).Dispose();
        var usual = home.Options.ConnectionString;
        home.Options.ConnectionString += ";Options=-c idle_in_transaction_session_timeout=500";
        var stores = home.Open();
        home.Options.ConnectionString = usual;
        return stores;
    }

    private static async Task<Stores> OpenAsync(StoreHome home)
    {
        var stores = home.Open();
        await new StoragePreparation(home.Options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
        return stores;
    }
}
