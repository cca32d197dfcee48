using Akka.Actor;
using Akka.Persistence;
using Seckill.Actors.Tests.Testing;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Tests.WaitingRooms;

/// <summary>A waiting room that restarts, moves, or cannot write, and what comes meanwhile.</summary>
public sealed class WaitingRoomLifecycleSpec(ITestOutputHelper output) : RoomKit(output)
{
    [Fact]
    public async Task A_restart_in_mid_draw_keeps_the_order()
    {
        var room = StartRoom();
        await OpenAsync(room, [.. Enumerable.Range(0, 20).Select(i => $"b{i}")]);
        var hash = (await FaceAsync(room)).SeedHash;
        await BehaveAsync(FaultyJournal.Fault.Mislead);
        OnBoard = Own = StatusOf(Start.AddMinutes(1));
        Pass(TimeSpan.FromSeconds(61));

        // The draw is on the disk, and nobody was told.
        await Eventually.BecomesTrueAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(1));
            await BehaveAsync(FaultyJournal.Fault.None);
            return await TryFaceAsync(room) is { IsDrawn: true };
        });

        var face = await FaceAsync(room);
        face.SeedHash.ShouldBe(hash);
        face.DrawnCount.ShouldBe(20);
        var expected = Draw.Order(face.Seed!, [.. Enumerable.Range(0, 20).Select(i => BuyerId.Parse($"b{i}"))]);
        for (var i = 0; i < expected.Length; i++)
            (await DoAsync(room, new FindPlace(expected[i]))).Replies[0].ShouldBe(new RoomReply(RoomOutcome.Present, i + 1));
    }

    [Fact]
    public async Task A_failed_write_gives_nobody_a_place()
    {
        var room = StartRoom();
        await OpenAsync(room, "a");
        await BehaveAsync(FaultyJournal.Fault.Fail);

        (await room.Ask<object>(new RoomBatch(Item, [new JoinRoom(BuyerId.Parse("b"))]), Patience))
            .ShouldBeOfType<RoomBatchReply>().Replies[0].Outcome.ShouldBe(RoomOutcome.OutcomeUnknown);
        await BehaveAsync(FaultyJournal.Fault.None);

        await Eventually.BecomesTrueAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return await TryFaceAsync(room) is not null;
        });
        (await DoAsync(room, new FindPlace(BuyerId.Parse("b")))).Replies[0].Outcome.ShouldBe(RoomOutcome.Absent);
        (await DoAsync(room, new FindPlace(BuyerId.Parse("a")))).Replies[0].Outcome.ShouldBe(RoomOutcome.Present);
    }

    [Fact]
    public async Task What_comes_during_a_write_becomes_one_entry()
    {
        var room = StartRoom();
        await OpenAsync(room, "a");
        var before = await CountWritesAsync();
        var gate = await HoldWritesAsync();

        var answers = Enumerable.Range(0, 50).Select(i => DoAsync(room, new JoinRoom(BuyerId.Parse($"b{i}")))).ToArray();
        await room.Ask<ActorIdentity>(new Identify(null), Patience);
        gate.SetResult();

        (await Task.WhenAll(answers)).ShouldAllBe(answer => answer.Replies[0].Outcome == RoomOutcome.Joined);
        (await CountWritesAsync() - before).ShouldBe(2);
        (await FaceAsync(room)).Waiting.ShouldBe(51);
    }

    [Fact]
    public async Task A_start_that_finds_the_buffer_full_is_made_good()
    {
        Limits.ItemBufferMax = 4;
        var room = StartRoom();
        await OpenAsync(room, "a");
        var gate = await HoldWritesAsync();
        var answers = Enumerable.Range(0, 8).Select(i => DoAsync(room, new JoinRoom(BuyerId.Parse($"b{i}")))).ToArray();
        await room.Ask<ActorIdentity>(new Identify(null), Patience);

        OnBoard = Own = StatusOf(Start.AddMinutes(1));
        Pass(TimeSpan.FromSeconds(61));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Asked > 0));
        await room.Ask<ActorIdentity>(new Identify(null), Patience);
        gate.SetResult();

        (await Task.WhenAll(answers)).ShouldContain(answer => answer.Replies[0].Outcome == RoomOutcome.Overloaded);
        await PassUntilAsync(room, face => face.IsDrawn);
    }

    [Fact]
    public async Task A_room_that_moves_saves_everything_and_goes_on_elsewhere()
    {
        var room = StartRoom();
        await OpenAsync(room, "a", "b");
        await StartSaleAsync(room, available: 1);
        await PassUntilAsync(room, face => face.Cursor == 2);
        var face = await FaceAsync(room);

        await StopRoomAsync(room);
        var moved = await FaceAsync(StartRoom());

        (moved.Cursor, moved.LastNumber, moved.SeedHash, moved.Revision).ShouldBe((2, 2, face.SeedHash, face.Revision));
        moved.Steps.ShouldBe(face.Steps);
    }

    [Theory]
    [InlineData("hall", 9)]
    [InlineData("other", 2)]
    public async Task A_snapshot_that_is_not_the_room_s_own_is_passed_over(string item, long revision)
    {
        var room = StartRoom();
        await OpenAsync(room, "a", "b");
        await KillAsync(room);
        var wrong = RoomState.Empty(item == "other" ? ItemId.Parse(item) : Item) with { Revision = revision };
        Snapshots.Tell(new SaveSnapshot(new SnapshotMetadata(RoomSharding.PersistenceIdOf(Item), 2, DateTime.UtcNow), wrong), TestActor);
        await ExpectMsgAsync<SaveSnapshotSuccess>();

        var again = StartRoom();
        await Eventually.BecomesTrueAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return await TryFaceAsync(again) is not null;
        });

        (await DoAsync(again, new FindPlace(BuyerId.Parse("a")))).Replies[0].Outcome.ShouldBe(RoomOutcome.Present);
        (await FaceAsync(again)).Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task An_id_that_was_never_opened_leaves_no_trace()
    {
        var room = StartRoom();

        (await DoAsync(room, new JoinRoom(BuyerId.Parse("a")))).Replies[0].Outcome.ShouldBe(RoomOutcome.NotOpen);

        (await CountWritesAsync()).ShouldBe(0);
    }
}
