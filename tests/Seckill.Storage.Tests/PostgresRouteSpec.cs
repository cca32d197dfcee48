using System.Diagnostics;
using Npgsql;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

/// <summary>The server is well, but the way to it swallows every packet: no refusal, no reset, just silence.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresRouteSpec(PostgresFixture postgres)
{
    /// <summary>A command (5 s), then a request to cancel it that cannot connect either (3 s); the rest is a slow machine.</summary>
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(12);

    [SkippableFact]
    public async Task Silence_becomes_a_clear_failure_within_seconds_and_ends_when_the_route_is_back()
    {
        var sale = Sale.OfEverything("silence");
        var home = await PostgresHome.CreateAsync(postgres.Server);
        await using var proxy = new SwallowingProxy(postgres.Server.Port);
        home.Options.ConnectionString = new NpgsqlConnectionStringBuilder(home.Options.ConnectionString) { Port = proxy.Port }.ConnectionString;
        using var stores = home.Open();
        await new StoragePreparation(home.Options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
        var (writer, probe) = (new ReadModelWriter(stores.Tables), new StorageProbe(stores, TimeProvider.System));
        await writer.WriteAsync([.. sale.Ledger.Take(4)], default);

        proxy.Swallow();

        var inUse = await FailAsync(() => writer.WriteAsync(sale.Ledger, default));
        var anew = await FailAsync(() => writer.WriteAsync(sale.Ledger, default));
        inUse.ShouldBeLessThan(ToldWithin);
        anew.ShouldBeLessThan(ToldWithin);
        var asked = Stopwatch.StartNew();
        (await probe.CheckAsync(default)).ShouldAllBe(health => !health.IsHealthy);
        asked.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4), "readiness asks with a patience of its own, 2 s");

        proxy.Forward();

        // Broken connections were thrown away when the first of them failed: nothing that is dead is handed out now.
        await writer.WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    [SkippableFact]
    public async Task A_write_that_was_swallowed_is_rolled_back_and_keeps_nobody_waiting()
    {
        var sale = Sale.OfEverything("swallowed");
        var home = await PostgresHome.CreateAsync(postgres.Server);
        using var near = home.Open();
        await new StoragePreparation(home.Options, near, new ReadModelWriter(near.Tables)).PrepareAsync(default);
        await using var proxy = new SwallowingProxy(postgres.Server.Port);
        var far = new NpgsqlConnectionStringBuilder(home.Options.ConnectionString)
        {
            Port = proxy.Port,
            Options = "-c idle_in_transaction_session_timeout=1000",
        };
        using var stores = Stores.Of(new StorageOptions { Provider = StorageOptions.Postgres, ConnectionString = far.ConnectionString });
        var cutOff = new HoldingDatabase(stores.Tables);
        var writing = new ReadModelWriter(cutOff).WriteAsync(sale.Ledger, default);
        await cutOff.Holding;

        // Cut off with the offset row locked: the commit goes into nowhere, and the server hears nothing any more.
        proxy.Swallow();
        cutOff.Commit();

        (await new ReadModelWriter(near.Tables).WriteAsync(sale.Ledger, default))[sale.Id].ShouldBe(sale.State.Revision);
        await RowsOf.ShouldBeExactAsync(near, sale);
        await Should.ThrowAsync<StorageUnavailableException>(writing);
    }

    private static async Task<TimeSpan> FailAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<StorageUnavailableException>(work());
        return watch.Elapsed;
    }
}
