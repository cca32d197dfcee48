using Akka.Actor;
using Seckill.Actors.Tests.Testing;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Tests.WaitingRooms;

/// <summary>What a waiting room does for people: seed, draw, admission, and what boards hear of it.</summary>
public sealed class WaitingRoomActorSpec(ITestOutputHelper output) : RoomKit(output)
{
    [Fact]
    public async Task It_chooses_one_seed_and_tells_only_its_hash()
    {
        var room = StartRoom();

        var face = (await DoAsync(room, new OpenRoom())).Face;
        (await DoAsync(room, new OpenRoom())).Face.SeedHash.ShouldBe(face.SeedHash);

        face.SeedHash.ShouldNotBeNull();
        face.Seed.ShouldBeNull();
        RoomNews.ShouldAllBe(news => news.Face.Seed == null);
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
        Asked.ShouldBe(0);

        // The board believes that the sale has started; an operator has moved the start meanwhile.
        Own = StatusOf(Start.AddHours(1));
        Pass(TimeSpan.FromSeconds(5));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(Asked > 0));
        (await FaceAsync(room)).Seed.ShouldBeNull("the item's word counts");

        Own = StatusOf(Start.AddMinutes(1));
        await PassUntilAsync(room, face => face.IsDrawn);
        var drawn = await FaceAsync(room);
        drawn.Seed!.Hash.ShouldBe(drawn.SeedHash);
        drawn.DrawnCount.ShouldBe(3);
        RoomNews.ShouldContain(news => news.Face.IsDrawn);
    }

    [Fact]
    public async Task It_admits_by_what_the_item_can_sell()
    {
        var room = StartRoom();
        await OpenAsync(room, [.. Enumerable.Range(0, 20).Select(i => $"b{i}")]);
        await StartSaleAsync(room, available: 4);

        await PassUntilAsync(room, face => face.Cursor == 6);
        // Four were sold, and one came back: two may be out, and of six tickets two are.
        OnBoard = StatusOf(Start.AddMinutes(1), available: 2, orders: 4);
        await PassUntilAsync(room, face => face.Cursor == 7);
        OnBoard = StatusOf(Start.AddMinutes(1), available: 0, orders: 6);
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
    public async Task Boards_hear_of_those_whose_place_has_changed()
    {
        var room = StartRoom();
        await OpenAsync(room, "a", "b");
        await Eventually.BecomesTrueAsync(() =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return Task.FromResult(!RoomNews.IsEmpty);
        });

        await DoAsync(room, new LeaveRoom(BuyerId.Parse("a")));
        var hash = BuyerId.Parse("a").StableHash;
        await Eventually.BecomesTrueAsync(() =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return Task.FromResult(RoomNews.Any(news => news.Gone.Contains(hash)));
        });
        var last = RoomNews.First(news => news.Gone.Contains(hash));
        last.Face.Waiting.ShouldBe(1);
        last.PreviousRevision.ShouldBeLessThan(last.Face.Revision, "who has heard the one before has missed nothing");
    }
}
