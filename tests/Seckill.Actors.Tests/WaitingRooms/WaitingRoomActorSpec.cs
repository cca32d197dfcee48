using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Tests.WaitingRooms;

/// <summary>One waiting room on a faulty journal, with virtual time: happy, repeated, recovered, journal fails, moves.</summary>
public sealed class WaitingRoomActorSpec(ITestOutputHelper output) : ItemKit(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<RoomPublished> _published = new();
    private readonly RoomLimits _limits = new();
    private int _seeds;

    /// <summary>The item as the node's board has it, and as the item itself says it.</summary>
    private ItemStatus? _onBoard = StatusOf(Start.AddMinutes(1));
    private ItemStatus? _own;
    private int _asked;

    [Fact]
    public async Task It_chooses_one_seed_and_tells_only_its_hash()
    {
        var room = StartRoom();

        var face = (await DoAsync(room, new OpenRoom())).Face;
        (await DoAsync(room, new OpenRoom())).Face.SeedHash.ShouldBe(face.SeedHash);

        face.SeedHash.ShouldNotBeNull();
        face.Seed.ShouldBeNull();
        _published.ShouldAllBe(news => news.Face.Seed == null);
        await StopRoomAsync(room);
        (await DoAsync(StartRoom(), new FindPlace(BuyerId.Parse("a")))).Face.SeedHash.ShouldBe(face.SeedHash, "it is kept");
    }

    [Fact]
    public async Task It_draws_when_the_item_itself_says_that_it_has_started_and_not_before()
    {
        var room = StartRoom();
        await OpenAsync(room, "a", "b", "c");

        Pass(TimeSpan.FromSeconds(59));
        (await FaceAsync(room)).IsDrawn.ShouldBeFalse();
        _asked.ShouldBe(0);

        // The board believes that the sale has started; an operator has moved the start meanwhile.
        _own = StatusOf(Start.AddHours(1));
        Pass(TimeSpan.FromSeconds(5));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Volatile.Read(ref _asked) > 0));
        (await FaceAsync(room)).Seed.ShouldBeNull("the item's word counts");

        _own = StatusOf(Start.AddMinutes(1));
        await PassUntilAsync(room, face => face.IsDrawn);
        var drawn = await FaceAsync(room);
        drawn.Seed!.Hash.ShouldBe(drawn.SeedHash);
        drawn.DrawnCount.ShouldBe(3);
        _published.ShouldContain(news => news.Face.IsDrawn);
    }

    [Fact]
    public async Task It_admits_by_what_the_item_can_sell()
    {
        var room = StartRoom();
        await OpenAsync(room, [.. Enumerable.Range(0, 20).Select(i => $"b{i}")]);
        await StartSaleAsync(room, available: 4);

        await PassUntilAsync(room, face => face.Cursor == 6);
        // Four were sold, and one came back: two may be out, and of six tickets two are.
        _onBoard = StatusOf(Start.AddMinutes(1), available: 2, orders: 4);
        await PassUntilAsync(room, face => face.Cursor == 7);
        _onBoard = StatusOf(Start.AddMinutes(1), available: 0, orders: 6);
        Pass(TimeSpan.FromMinutes(3));
        (await FaceAsync(room)).Cursor.ShouldBe(7, "nothing is left");
    }

    [Fact]
    public async Task Who_was_admitted_and_is_not_heard_of_stalls_nobody()
    {
        var room = StartRoom();
        await OpenAsync(room, [.. Enumerable.Range(0, 30).Select(i => $"b{i}")]);
        await StartSaleAsync(room, available: 10);
        await PassUntilAsync(room, face => face.Cursor == 15);
        room.Tell(new ClaimPlaces(Item, [1, 2, 3, 3, 99, -1, 0]));
        var sentAt = Time.GetUtcNow();

        await PassUntilAsync(room, face => face.Cursor == 27);

        (Time.GetUtcNow() - sentAt).ShouldBeLessThan(TimeSpan.FromSeconds(20), "three of fifteen are there");
    }

    [Fact]
    public async Task A_restart_in_mid_draw_keeps_the_order()
    {
        var room = StartRoom();
        await OpenAsync(room, [.. Enumerable.Range(0, 20).Select(i => $"b{i}")]);
        var hash = (await FaceAsync(room)).SeedHash;
        await BehaveAsync(FaultyJournal.Fault.Mislead);
        _onBoard = _own = StatusOf(Start.AddMinutes(1));
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
        (await CountWritesAsync() - before).ShouldBeLessThan(10);
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

        _onBoard = _own = StatusOf(Start.AddMinutes(1));
        Pass(TimeSpan.FromSeconds(61));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Volatile.Read(ref _asked) > 0));
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
    public async Task Boards_hear_of_those_whose_place_has_changed()
    {
        var room = StartRoom();
        await OpenAsync(room, "a", "b");
        await Eventually.BecomesTrueAsync(() =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return Task.FromResult(!_published.IsEmpty);
        });

        await DoAsync(room, new LeaveRoom(BuyerId.Parse("a")));
        var hash = BuyerId.Parse("a").StableHash;
        await Eventually.BecomesTrueAsync(() =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return Task.FromResult(_published.Any(news => news.Gone.Contains(hash)));
        });
        var last = _published.First(news => news.Gone.Contains(hash));
        last.Face.Waiting.ShouldBe(1);
        last.PreviousRevision.ShouldBeLessThan(last.Face.Revision, "who has heard the one before has missed nothing");
    }

    [Fact]
    public async Task An_id_that_was_never_opened_leaves_no_trace()
    {
        var room = StartRoom();

        (await DoAsync(room, new JoinRoom(BuyerId.Parse("a")))).Replies[0].Outcome.ShouldBe(RoomOutcome.NotOpen);

        (await CountWritesAsync()).ShouldBe(0);
    }

    private static ItemStatus StatusOf(DateTimeOffset startsAt, long available = 10, long orders = 0) => new(
        Item, 1,
        new ItemTerms("Phone", null, Money.Create(1, "CNY"), startsAt, Start.AddHours(2), 1, TimeSpan.FromMinutes(5), false) { Queue = ItemQueue.Open },
        new Stock(available + orders, available, 0, orders), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: orders);

    private IActorRef StartRoom() => Sys.ActorOf(RoomSharding.PropsOf(Item, new RoomEnvironment(
        Time, Limits, _limits, _ => (_onBoard, true), Ask, _published.Enqueue)
    {
        NewSeed = () => RoomSeed.From([.. Enumerable.Repeat((byte)Interlocked.Increment(ref _seeds), RoomSeed.Size)]),
    }));

    private void Ask(ItemId item, IActorRef room)
    {
        if (_own is { } own) room.Tell(new StatusPublished(own, own.Revision, []));
        Interlocked.Increment(ref _asked);
    }

    private static async Task OpenAsync(IActorRef room, params string[] people)
    {
        await DoAsync(room, new OpenRoom());
        await DoAsync(room, [.. people.Select(name => new JoinRoom(BuyerId.Parse(name)))]);
    }

    private async Task StartSaleAsync(IActorRef room, long available)
    {
        _onBoard = _own = StatusOf(Start.AddMinutes(1), available);
        Pass(TimeSpan.FromSeconds(60));
        await PassUntilAsync(room, face => face.IsDrawn);
    }

    private Task PassUntilAsync(IActorRef room, Func<RoomFace, bool> isSo) => Eventually.BecomesTrueAsync(async () =>
    {
        Pass(TimeSpan.FromMilliseconds(500));
        return isSo(await FaceAsync(room));
    });

    private static async Task<RoomFace> FaceAsync(IActorRef room) => (await DoAsync(room, new FindPlace(BuyerId.Parse("nobody")))).Face;

    private static async Task<RoomFace?> TryFaceAsync(IActorRef room)
    {
        try
        {
            return (await room.Ask<object>(new RoomBatch(Item, [new FindPlace(BuyerId.Parse("nobody"))]), TimeSpan.FromMilliseconds(200)) as RoomBatchReply)?.Face;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static Task<RoomBatchReply> DoAsync(IActorRef room, params IRoomCommand[] commands) =>
        room.Ask<RoomBatchReply>(new RoomBatch(Item, [.. commands]), Patience);

    private async Task StopRoomAsync(IActorRef room)
    {
        await WatchAsync(room);
        room.Tell(StopRoom.Instance, ActorRefs.NoSender);
        await ExpectTerminatedAsync(room, Patience);
    }
}
