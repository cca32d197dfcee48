using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Tests.Campaigns;

/// <summary>A bucket writes before it answers, writes batches, and survives whatever an item survives.</summary>
public sealed class CampaignActorSpec(ITestOutputHelper output) : ItemKit(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly ItemId Red = ItemId.Parse("phone-red");
    private static readonly ItemId Blue = ItemId.Parse("phone-blue");
    private static readonly CampaignBucket Bucket = CampaignBucket.Of("double-eleven", Alice);

    [Fact]
    public async Task A_slot_is_answered_when_it_is_in_the_journal_and_not_before()
    {
        var bucket = StartBucket();
        var gate = await HoldWritesAsync();

        var answer = AskAsync(bucket, Take(Red, 1));
        await SettleAsync(bucket);
        answer.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await answer).ShouldHaveSingleItem().ShouldBe(Taken);
        (await CountWritesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_comes_during_a_write_becomes_one_entry()
    {
        var bucket = StartBucket();
        var gate = await HoldWritesAsync();
        var first = AskAsync(bucket, Take(Red, 1, limit: 100));
        await SettleAsync(bucket);

        var others = Enumerable.Range(2, 50).Select(number => AskAsync(bucket, Take(Red, number, limit: 100))).ToArray();
        await SettleAsync(bucket);
        gate.SetResult();

        (await first).ShouldHaveSingleItem().ShouldBe(Taken);
        (await Task.WhenAll(others)).ShouldAllBe(answers => answers.Single() == Taken);
        (await CountWritesAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Reports_are_answered_at_once_and_share_the_entry_of_the_next_slot()
    {
        var bucket = StartBucket();
        await AskAsync(bucket, Take(Red, 1));

        (await AskAsync(bucket, new ReturnSlot(Alice, Red, 1))).ShouldHaveSingleItem().ShouldBe(SlotOutcome.Noted);
        (await CountWritesAsync()).ShouldBe(1);

        (await AskAsync(bucket, Take(Blue, 2))).ShouldHaveSingleItem().ShouldBe(Taken);
        (await CountWritesAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Reports_that_no_slot_follows_are_written_after_a_while()
    {
        var bucket = StartBucket();
        await AskAsync(bucket, Take(Red, 1));
        await AskAsync(bucket, new KeepSlot(Alice, Red, 1, 7, 1));

        Pass(CampaignActor.ReportsWait);

        await Eventually.BecomesTrueAsync(async () => await CountWritesAsync() == 2);
    }

    [Fact]
    public async Task After_a_kill_it_knows_every_slot_that_it_has_given()
    {
        var first = StartBucket();
        await AskAsync(first, Take(Red, 1));
        await KillAsync(first);

        var second = StartBucket();

        (await AskAllAsync(second, Take(Blue, 2))).ShouldHaveSingleItem().Slots.ShouldHaveSingleItem().Open.ShouldHaveSingleItem().Number.ShouldBe(1);
        (await CountWritesAsync()).ShouldBe(1, "a refusal writes nothing");
    }

    [Fact]
    public async Task A_move_writes_the_reports_saves_a_snapshot_and_the_next_one_starts_from_it()
    {
        var first = StartBucket();
        await AskAsync(first, Take(Red, 1));
        await AskAsync(first, new KeepSlot(Alice, Red, 1, 7, 1));
        await WatchAsync(first);
        first.Tell(StopCampaign.Instance, ActorRefs.NoSender);
        await ExpectTerminatedAsync(first, Patience);
        (await CountWritesAsync()).ShouldBe(2);

        // Without the snapshot it would lack what the journal now leaves out.
        var second = StartBucket();
        var blocked = (await AskAllAsync(second, Take(Blue, 2))).ShouldHaveSingleItem();

        blocked.Slots.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            slots => (slots.Item, slots.Units, slots.KeptThrough).ShouldBe((Red, 1, 7)), slots => slots.Open.ShouldBeEmpty());
    }

    [Fact]
    public async Task Reports_that_wait_for_a_write_are_written_before_a_move()
    {
        var bucket = StartBucket();
        await AskAsync(bucket, Take(Red, 1, limit: 3));
        var gate = await HoldWritesAsync();
        var pending = AskAsync(bucket, Take(Blue, 1, limit: 3));
        await AskAsync(bucket, new KeepSlot(Alice, Red, 1, 7, 1));
        await WatchAsync(bucket);
        bucket.Tell(StopCampaign.Instance, ActorRefs.NoSender);
        gate.SetResult();

        await ExpectTerminatedAsync(bucket, Patience);

        await pending;
        (await CountWritesAsync()).ShouldBe(3, "two slots, and the report that was answered already");
    }

    [Theory]
    [InlineData(FaultyJournal.Fault.Fail)]
    [InlineData(FaultyJournal.Fault.Reject)]
    public async Task After_a_failed_write_no_slot_is_taken_and_it_goes_on(FaultyJournal.Fault fault)
    {
        var bucket = StartBucket();
        await AskAsync(bucket, Take(Red, 1, limit: 2));
        await BehaveAsync(fault);

        (await AskAsync(bucket, Take(Red, 2, limit: 2))).ShouldHaveSingleItem().ShouldBe(SlotOutcome.Unknown);

        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitAnswerAsync(bucket, Take(Blue, 3, limit: 2), Taken);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_may_have_taken_the_slot()
    {
        var bucket = StartBucket();
        await BehaveAsync(FaultyJournal.Fault.Mislead);

        (await AskAsync(bucket, Take(Red, 1))).ShouldHaveSingleItem().ShouldBe(SlotOutcome.Unknown);

        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitAnswerAsync(bucket, Take(Blue, 2), SlotOutcome.Blocked);
        (await AskAsync(bucket, new ReturnSlot(Alice, Red, 1), Take(Blue, 2))).ShouldBe([SlotOutcome.Noted, Taken]);
    }

    [Fact]
    public async Task Only_so_many_commands_may_wait()
    {
        Limits.ItemBufferMax = 2;
        var bucket = StartBucket();
        var gate = await HoldWritesAsync();
        var writing = AskAsync(bucket, Take(Red, 1, limit: 9));
        var waiting = AskAsync(bucket, Take(Red, 2, limit: 9), Take(Red, 3, limit: 9));

        (await AskAsync(bucket, Take(Red, 4, limit: 9))).ShouldHaveSingleItem().ShouldBe(SlotOutcome.Overloaded);

        gate.SetResult();
        (await writing).Concat(await waiting).ShouldAllBe(outcome => outcome == Taken);
    }

    [Fact]
    public async Task A_bucket_that_has_been_idle_asks_to_be_stopped()
    {
        var shard = CreateTestProbe();
        var bucket = shard.ChildActorOf(CampaignSharding.PropsOf(Bucket, new CampaignEnvironment(Time, Limits)));
        await AskAsync(bucket, Take(Red, 1));

        Pass(TimeSpan.FromMinutes(2));

        (await shard.ExpectMsgAsync<Akka.Cluster.Sharding.Passivate>()).StopMessage.ShouldBe(StopCampaign.Instance);
    }

    private const SlotOutcome Taken = SlotOutcome.Taken;

    private static TakeSlot Take(ItemId item, long number, int limit = 1) =>
        new(Alice, item, 1, limit, number, IdempotencyKey.Parse($"slot-{number}"));

    private IActorRef StartBucket() => Sys.ActorOf(CampaignSharding.PropsOf(Bucket, new CampaignEnvironment(Time, Limits)));

    private static async Task<SlotOutcome[]> AskAsync(IActorRef bucket, params ICommand[] commands) =>
        [.. (await AskAllAsync(bucket, commands)).Select(answer => answer.Outcome)];

    private static async Task<ImmutableArray<SlotAnswer>> AskAllAsync(IActorRef bucket, params ICommand[] commands) =>
        (await bucket.Ask<CampaignReply>(new CampaignBatch(Bucket, [.. commands]), Patience)).Answers;

    /// <summary>Returns when the bucket has received everything that was sent before.</summary>
    private static Task<SlotOutcome[]> SettleAsync(IActorRef bucket) => AskAsync(bucket, new ReturnSlot(BuyerId.Parse("nobody"), Red, 0));

    private Task AwaitAnswerAsync(IActorRef bucket, ICommand command, SlotOutcome outcome) => Eventually.BecomesTrueAsync(async () =>
    {
        Pass(TimeSpan.FromSeconds(1));
        try
        {
            return await bucket.Ask<object>(new CampaignBatch(Bucket, [command]), TimeSpan.FromMilliseconds(500)) is CampaignReply reply
                && reply.Answers[0].Outcome == outcome;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    });
}
