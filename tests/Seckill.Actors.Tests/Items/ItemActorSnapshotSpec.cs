using Akka.Actor;
using Akka.Persistence.TestKit;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>A snapshot store that fails or hangs. Snapshots only save time: no yes may depend on one.</summary>
public sealed class ItemActorSnapshotSpec(ITestOutputHelper output) : ItemKit(output)
{
    private int _failures;

    [Fact]
    public async Task An_item_whose_snapshots_cannot_be_saved_sells_on_and_comes_back_from_its_journal()
    {
        Limits.SnapshotEveryEntries = 1;
        await SetAsync(new TestSnapshotStore.UseSaveInterceptor(Failing()));
        var item = await StartListedAsync(Listing(stock: 3));
        foreach (var buyer in (string[])["alice", "bob"]) (await AskAsync(item, Buy(buyer))).Outcome.ShouldBe(Outcome.Reserved);
        await StopAsync(item);
        // Each entry was worth a snapshot.
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _failures) == 3);

        (await ShouldBalanceAsync(StartItem(), 3)).Held.ShouldBe(2);
    }

    [Fact]
    public async Task A_stop_whose_snapshot_cannot_be_saved_is_a_stop_all_the_same()
    {
        Limits.SnapshotEveryEntries = 1_000;
        await SetAsync(new TestSnapshotStore.UseSaveInterceptor(Failing()));
        var item = await StartListedAsync(Listing(stock: 3));
        await AskAsync(item, Buy("alice"));

        // Time stands still, so no time-out ends it.
        await StopAsync(item);

        _failures.ShouldBe(1);
        (await ShouldBalanceAsync(StartItem(), 3)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever_for_its_snapshot()
    {
        using var never = new CancellationTokenSource();
        Limits.SnapshotEveryEntries = 1_000;
        await SetAsync(new TestSnapshotStore.UseSaveInterceptor(new SnapshotStoreInterceptors.CancelableDelay(
            Timeout.InfiniteTimeSpan, SnapshotStoreInterceptors.Noop.Instance, never.Token)));
        var item = await StartListedAsync(Listing(stock: 3));
        await WatchAsync(item);
        item.Tell(StopItem.Instance, ActorRefs.NoSender);
        await FindAsync(item, 1);

        Pass(TimeSpan.FromSeconds(2));

        await ExpectTerminatedAsync(item, TimeSpan.FromSeconds(10));
        await never.CancelAsync();
    }

    [Fact]
    public async Task Old_snapshots_that_cannot_be_deleted_stay_and_harm_nobody()
    {
        Limits.SnapshotEveryEntries = 1;
        await SetAsync(new TestSnapshotStore.UseDeleteInterceptor(Failing()));
        var item = await StartListedAsync(Listing(stock: 10));
        for (var n = 1; n <= 5; n++) (await AskAsync(item, Buy($"buyer-{n}"))).Outcome.ShouldBe(Outcome.Reserved);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _failures) > 0);
        await StopAsync(item);

        (await ShouldBalanceAsync(StartItem(), 10)).Held.ShouldBe(5);
    }

    [Fact]
    public async Task An_item_whose_snapshots_cannot_be_loaded_waits_for_the_store_and_loses_nothing()
    {
        Limits.SnapshotEveryEntries = 1;
        var item = await StartListedAsync(Listing(stock: 3));
        await AskAsync(item, Buy("alice"));
        await StopAsync(item);
        await SetAsync(new TestSnapshotStore.UseLoadInterceptor(Failing()));
        var again = StartItem();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _failures) > 0);

        await SetAsync(new TestSnapshotStore.UseLoadInterceptor(SnapshotStoreInterceptors.Noop.Instance));

        await AwaitRestartAsync(again);
        (await ShouldBalanceAsync(again, 3)).Held.ShouldBe(1);
    }

    /// <summary>Counts what it is asked for, and fails it.</summary>
    private SnapshotStoreInterceptors.OnCondition Failing() =>
        new((_, _) => Interlocked.Increment(ref _failures) > 0, SnapshotStoreInterceptors.Failure.Instance);

    /// <summary>The kit's own setters wait for half a second only, which a busy machine may need.</summary>
    private Task<TestSnapshotStore.Ack> SetAsync(object interceptor) => Snapshots.Ask<TestSnapshotStore.Ack>(interceptor, TimeSpan.FromSeconds(20));
}
