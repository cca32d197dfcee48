using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Gateway;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

public sealed class ItemActorRecoverySpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task A_killed_item_comes_back_from_its_journal_with_every_yes()
    {
        var item = await StartListedAsync(Listing(stock: 3));
        var alice = await AskAsync(item, Buy("alice"));
        await AskAsync(item, Pay(1));
        await AskAsync(item, Buy("bob"));
        await KillAsync(item);

        var again = StartItem();

        (await AskAsync(again, Buy("alice"))).Order!.Id.ShouldBe(alice.Order!.Id);
        (await FindAsync(again, 1)).Order!.Status.ShouldBe(OrderStatus.Paid);
        var stock = await ShouldBalanceAsync(again, 3);
        (stock.Available, stock.Held, stock.Sold).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task A_stopped_item_comes_back_from_its_snapshot_with_every_yes_and_every_key()
    {
        Limits.SnapshotEveryEntries = 10;
        var item = await StartListedAsync(Listing(stock: 100, limit: 5));
        for (var i = 0; i < 25; i++) await AskAsync(item, Buy($"buyer-{i}", quantity: 2, key: $"key-{i}"));
        await AskAsync(item, new CancelOrder(Domain.Shared.BuyerId.Parse("buyer-3"), 4));
        await StopAsync(item);

        var again = StartItem();

        (await AskAsync(again, Buy("buyer-7", quantity: 2, key: "key-7"))).Outcome.ShouldBe(Outcome.AlreadyReserved);
        (await AskAsync(again, Buy("buyer-7", quantity: 1, key: "key-7"))).Outcome.ShouldBe(Outcome.KeyReused);
        (await FindAsync(again, 4)).Order!.Status.ShouldBe(OrderStatus.Cancelled);
        (await AskAsync(again, Buy("buyer-7", quantity: 3))).Order!.Id.Sequence.ShouldBe(26);
        (await ShouldBalanceAsync(again, 100)).Held.ShouldBe((24 * 2) + 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task A_key_that_was_answered_with_an_order_keeps_that_answer_across_restarts(int snapshotEveryEntries)
    {
        Limits.SnapshotEveryEntries = snapshotEveryEntries;
        var item = await StartListedAsync(Listing(stock: 100));
        await AskAsync(item, Buy("alice", key: "a"));
        (await AskAsync(item, Buy("alice", key: "b"))).Outcome.ShouldBe(Outcome.AlreadyReserved);
        await AskAsync(item, new CancelOrder(Domain.Shared.BuyerId.Parse("alice"), 1));
        await StopAsync(item);

        var again = StartItem();

        (await AskAsync(again, Buy("alice", key: "b"))).Order!.Id.Sequence.ShouldBe(1);
        (await AskAsync(again, Buy("alice", key: "c"))).Order!.Id.Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task A_stop_lets_the_write_in_flight_finish_and_answers_it()
    {
        var item = await StartListedAsync(Listing());
        var gate = await HoldWritesAsync();
        var answer = AskAsync(item, Buy("alice"));
        await FindAsync(item, 1);

        await WatchAsync(item);
        item.Tell(StopItem.Instance);
        gate.SetResult();

        (await answer).Outcome.ShouldBe(Outcome.Reserved);
        await ExpectTerminatedAsync(item, TimeSpan.FromSeconds(10));
        (await ShouldBalanceAsync(StartItem(), 10)).Held.ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultyJournal.Fault.Fail)]
    [InlineData(FaultyJournal.Fault.Reject)]
    public async Task A_write_that_does_not_succeed_is_no_yes_and_the_item_restarts_unharmed(FaultyJournal.Fault fault)
    {
        var item = await StartListedAsync(Listing(stock: 1));
        await BehaveAsync(fault);

        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);

        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);
        (await ShouldBalanceAsync(item, 1)).Available.ShouldBe(1);
        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.Reserved);
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.SoldOut);
    }

    [Fact]
    public async Task Callers_who_wait_behind_a_failed_write_learn_that_nothing_was_decided()
    {
        var item = await StartListedAsync(Listing(stock: 10));
        await BehaveAsync(FaultyJournal.Fault.Fail);
        var gate = await HoldWritesAsync();
        var inFlight = AskAsync(item, Buy("alice"));
        await FindAsync(item, 1);
        var behind = item.Ask<object>(new CommandBatch(Item, [Buy("bob")]), TimeSpan.FromSeconds(10));
        await FindAsync(item, 1);

        gate.SetResult();

        (await inFlight).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        (await behind).ShouldBeOfType<WriterUnavailable>();
        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);
        (await ShouldBalanceAsync(item, 10)).Available.ShouldBe(10);
    }

    [Fact]
    public async Task Callers_who_wait_behind_a_planned_stop_are_told_to_send_again()
    {
        var item = await StartListedAsync(Listing(stock: 10));
        var gate = await HoldWritesAsync();
        var inFlight = AskAsync(item, Buy("alice"));
        await FindAsync(item, 1);
        var behind = item.Ask<object>(new CommandBatch(Item, [Buy("bob")]), TimeSpan.FromSeconds(10));
        await FindAsync(item, 1);
        item.Tell(StopItem.Instance);
        var late = item.Ask<object>(new CommandBatch(Item, [Buy("carol")]), TimeSpan.FromSeconds(10));
        await FindAsync(item, 1);

        gate.SetResult();

        (await inFlight).Outcome.ShouldBe(Outcome.Reserved);
        (await behind).ShouldBeOfType<NotDelivered>();
        (await late).ShouldBeOfType<NotDelivered>();
        (await ShouldBalanceAsync(StartItem(), 10)).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_to_an_item_that_is_gone_is_answered_at_once()
    {
        Sys.ActorOf(Props.Create<UndeliveredActor>());
        var item = await StartListedAsync(Listing(stock: 10));
        await StopAsync(item);

        var command = await item.Ask<object>(new CommandBatch(Item, [Buy("bob")]), TimeSpan.FromSeconds(10));
        var query = await item.Ask<object>(new FindOrder(Item, 1), TimeSpan.FromSeconds(10));

        command.ShouldBeOfType<NotDelivered>();
        query.ShouldBeOfType<NotDelivered>();
    }

    [Fact]
    public async Task A_message_that_a_region_drops_out_of_its_buffer_is_answered_at_once()
    {
        var postman = Sys.ActorOf(Props.Create<UndeliveredActor>());
        await postman.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10));
        var asker = CreateTestProbe();

        // A shard's region says it so when the shard moves on before it was found.
        Sys.DeadLetters.Tell(new Dropped(new CommandBatch(Item, [Buy("bob")]), "as the test asked", asker, ActorRefs.NoSender));

        await asker.ExpectMsgAsync<NotDelivered>(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_stop_that_comes_during_the_back_off_ends_the_item()
    {
        var item = await StartListedAsync(Listing());
        await BehaveAsync(FaultyJournal.Fault.Fail);
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await WatchAsync(item);

        item.Tell(StopItem.Instance, ActorRefs.NoSender);

        await ExpectTerminatedAsync(item, TimeSpan.FromSeconds(10));

        await BehaveAsync(FaultyJournal.Fault.None);
        (await ShouldBalanceAsync(StartItem(), 10)).Available.ShouldBe(10);
    }

    [Fact]
    public async Task Of_two_incarnations_on_one_journal_the_stale_one_cannot_say_yes()
    {
        var owner = await StartListedAsync(Listing(stock: 1));
        var stale = StartItem();
        (await FindAsync(stale, 1)).Outcome.ShouldBe(Outcome.OrderNotFound);

        (await AskAsync(owner, Buy("alice"))).Outcome.ShouldBe(Outcome.Reserved);
        (await AskAsync(stale, Buy("bob"))).Outcome.ShouldBe(Outcome.OutcomeUnknown);

        await AwaitRestartAsync(stale);
        (await AskAsync(stale, Buy("bob"))).Outcome.ShouldBe(Outcome.SoldOut);
        (await FindAsync(stale, 1)).Order!.Buyer.Value.ShouldBe("alice");
        (await ShouldBalanceAsync(stale, 1)).Held.ShouldBe(1);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 9)]
    public async Task A_snapshot_that_the_ledger_does_not_continue_is_passed_over(long savedAs, long revision)
    {
        var item = await StartListedAsync(Listing(stock: 2));
        await AskAsync(item, Buy("alice"));
        await AskAsync(item, Buy("bob"));
        await KillAsync(item);
        // Readable, and wrong: nobody has listed or bought anything in it. An entry follows that cannot be applied, or none.
        var wrong = ItemState.Empty(Item) with { Revision = revision, LastSequence = 7 };
        Snapshots.Tell(new SaveSnapshot(new SnapshotMetadata(ItemPersistence.IdOf(Item), savedAs, DateTime.UtcNow), wrong), TestActor);
        await ExpectMsgAsync<SaveSnapshotSuccess>();
        var again = StartItem();

        await AwaitRestartAsync(again);

        (await AskAsync(again, Buy("alice"))).Order!.Id.Sequence.ShouldBe(1);
        (await AskAsync(again, Buy("carol"))).Outcome.ShouldBe(Outcome.SoldOut);
        (await ShouldBalanceAsync(again, 2)).Held.ShouldBe(2);
    }

    [Fact]
    public async Task A_replay_that_leaves_an_entry_out_sells_nothing()
    {
        Sys.ActorOf(Props.Create<UndeliveredActor>());
        var item = await StartListedAsync(Listing(stock: 1));
        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.Reserved);
        await KillAsync(item);
        await BehaveAsync(FaultyJournal.Fault.Forget);
        var again = StartItem();

        await Eventually.BecomesTrueAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(1));
            try
            {
                return await again.Ask<object>(new CommandBatch(Item, [Buy("bob")]), TimeSpan.FromMilliseconds(500)) is WriterUnavailable;
            }
            catch (AskTimeoutException)
            {
                // It waits for its next start, which comes when time passes.
                return false;
            }
        });

        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(again);
        (await AskAsync(again, Buy("bob"))).Outcome.ShouldBe(Outcome.SoldOut);
        (await ShouldBalanceAsync(again, 1)).Held.ShouldBe(1);
    }
}
