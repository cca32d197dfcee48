using Akka.Actor;
using Seckill.Domain.Items;
using Seckill.Storage.Databases;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using Seckill.Testing;

namespace Seckill.Storage.Tests;

/// <summary>The server dies and comes back, with clients connected. Each test has a server of its own.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresOutageSpec : IAsyncLifetime
{
    /// <summary>More than the pool has connections that a crash left broken.</summary>
    private const int AttemptsMax = 60;

    private PostgresServer? _server;

    private PostgresServer Server => _server!;

    public async Task InitializeAsync()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        _server = await PostgresServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task The_tables_say_that_they_are_away_and_go_on_when_they_are_back()
    {
        var sale = Sale.OfEverything("outage");
        var home = await PostgresHome.CreateAsync(Server);
        using var stores = home.Open();
        await PrepareAsync(home, stores);
        var writer = new ReadModelWriter(stores.Tables);
        await writer.WriteAsync([.. sale.Ledger.Take(5)], default);

        await Server.CrashAsync();

        var error = await Should.ThrowAsync<StorageUnavailableException>(writer.WriteAsync(sale.Ledger, default));
        error.Message.ShouldContain($"at 127.0.0.1:{Server.Port} cannot be used at present");
        await Should.ThrowAsync<StorageUnavailableException>(new ReadModelReader(stores.Tables).ListItemsAsync(default));
        var probe = new StorageProbe(stores, TimeProvider.System);
        (await probe.CheckAsync(default)).ShouldAllBe(health => !health.IsHealthy);

        await Server.StartAgainAsync();

        await UntilAsync(async () => (await probe.CheckAsync(default)).All(health => health.IsHealthy));
        await writer.WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    [SkippableFact]
    public async Task Crashes_of_the_server_in_the_middle_of_writes_lose_nothing_and_repeat_nothing()
    {
        Sale[] sales = [.. Enumerable.Range(0, 4).Select(n => RandomSale.Run($"crash-{n}", seed: n, batches: 200))];
        var home = await PostgresHome.CreateAsync(Server);
        using var stores = home.Open();
        await PrepareAsync(home, stores);
        var feeding = new Feeder(stores.Tables, sales, new Random(1)).RunAsync(error => error is StorageUnavailableException);

        for (var crash = 0; crash < 3 && !feeding.IsCompleted; crash++)
        {
            await Server.CrashAsync();
            await Server.StartAgainAsync();
        }

        (await feeding).ShouldBeGreaterThan(0);
        // The feed may end between a crash and the next question, and then the first reader meets a connection that the crash has broken.
        await UntilAsync(async () => !await IsAwayAsync(stores.Tables));
        foreach (var sale in sales) await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    [SkippableFact]
    public async Task An_item_whose_write_failed_writes_again_soon_after_the_journal_is_back()
    {
        var sale = Sale.OfEverything("journal-outage");
        var home = await PostgresHome.CreateAsync(Server);
        using var stores = home.Open();
        await PrepareAsync(home, stores);
        await using var node = new LedgerNode(home.Options, stores);
        var failures = node.System.ActorOf<Failures>();
        var writer = node.Writer(sale.Id, failures);
        await writer.Ask<long>(sale.Ledger[0].Batch, LedgerNode.Patience);

        await Server.CrashAsync();
        writer.Tell(sale.Ledger[1].Batch);
        await failures.Ask<Exception>(Failures.Next.Instance, LedgerNode.Patience);
        await Server.StartAgainAsync();

        var (state, _) = await RecoverAsync(node, sale);
        state.Revision.ShouldBe(1);
        var again = node.Writer(sale.Id);
        (await again.Ask<long>(sale.Ledger[1].Batch, LedgerNode.Patience)).ShouldBe(2);
        await UntilAsync(async () => (await HeadAsync(node, sale)) == 2);
        (await node.ReadAsync(sale.Id)).Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task Connections_that_a_crash_has_broken_cost_one_failed_attempt_in_all()
    {
        var home = await PostgresHome.CreateAsync(Server);
        using var stores = home.Open();
        await PrepareAsync(home, stores);
        var tables = home.Options.ConnectionsMax / 3;
        await Task.WhenAll(Enumerable.Range(0, tables).Select(_ => stores.Tables.ReadAsync(
            session => session.QueryAsync("SELECT 1 FROM pg_sleep(0.5)", row => row.GetInt32(0)), default)));

        await Server.CrashAsync();
        await Server.StartAgainAsync();

        var failures = 0;
        for (var attempt = 0; attempt < 2 * tables; attempt++) failures += await IsAwayAsync(stores.Tables) ? 1 : 0;
        failures.ShouldBe(1, $"of {tables} broken connections, the first that is tried makes the pool forget the others");
    }

    private static async Task<bool> IsAwayAsync(IDatabase database)
    {
        try
        {
            await database.ProbeAsync(default);
            return false;
        }
        catch (StorageUnavailableException)
        {
            return true;
        }
    }

    private static Task PrepareAsync(StoreHome home, Stores stores) =>
        new StoragePreparation(home.Options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);

    /// <summary>The first attempts may meet connections that the crash has broken; each attempt is a real question to the server.</summary>
    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await isTrue()) return;
        }

        throw new TimeoutException($"Not so after {AttemptsMax} attempts.");
    }

    private static async Task<long> HeadAsync(LedgerNode node, Sale sale)
    {
        try
        {
            return await node.Ledger.ReadHeadAsync(sale.Id, default);
        }
        catch (StorageUnavailableException)
        {
            return -1;
        }
    }

    /// <summary>Starts incarnations until one recovers, as the back-off supervisor of an item does.</summary>
    private static async Task<(ItemState State, bool)> RecoverAsync(LedgerNode node, Sale sale)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await node.Writer(sale.Id).Ask<(ItemState, bool)>(LedgerNode.GetState.Instance, TimeSpan.FromSeconds(2));
            }
            catch (AskTimeoutException) when (attempt < 5)
            {
            }
        }
    }

    /// <summary>Hands the next exception to whoever asks.</summary>
    private sealed class Failures : ReceiveActor
    {
        private readonly TaskCompletionSource<Exception> _next = new();

        public Failures()
        {
            Receive<Exception>(error => _next.TrySetResult(error));
            Receive<Next>(_ => _next.Task.PipeTo(Sender));
        }

        public sealed record Next
        {
            public static Next Instance { get; } = new();
        }
    }
}
