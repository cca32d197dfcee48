using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.WaitingRooms;

public sealed class RoomBoardTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly BuyerId Alice = BuyerId.Parse("alice");

    private readonly FakeTimeProvider _time = new();
    private readonly RoomBoard _board;

    public RoomBoardTests() => _board = new RoomBoard(
        _time, Options.Create(new SeckillLimits()), Options.Create(new RoomLimits { WaitingRoomNumbersMax = 100 }));

    [Fact]
    public void A_number_is_remembered_until_the_room_says_that_it_has_changed()
    {
        _board.Take(new RoomPublished(Face(5), 5, []));
        _board.Learn(Face(5), Alice, 7);
        _board.TryGetNumber(Item, Alice, out var number).ShouldBeTrue();
        number.ShouldBe(7);

        _board.Take(new RoomPublished(Face(6), 5, [BuyerId.Parse("bob").StableHash]));
        _board.TryGetNumber(Item, Alice, out _).ShouldBeTrue();
        _board.Take(new RoomPublished(Face(7), 6, [Alice.StableHash]));
        _board.TryGetNumber(Item, Alice, out _).ShouldBeFalse();

        _board.Learn(Face(7), Alice, 9);
        _board.TryGetNumber(Item, Alice, out number).ShouldBeTrue();
        number.ShouldBe(9);
    }

    [Fact]
    public void A_missed_publication_forgets_all_numbers()
    {
        _board.Take(new RoomPublished(Face(5), 5, []));
        _board.Learn(Face(5), Alice, 7);

        _board.Take(new RoomPublished(Face(9), 8, []));

        _board.TryGetNumber(Item, Alice, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_clock_that_is_behind_the_room_s_goes_by_the_room_s()
    {
        var start = _time.GetUtcNow();
        _board.NowOf(Item).ShouldBe(start);

        _board.Take(new RoomPublished(Face(5), 5, []) { At = start.AddMinutes(1) });
        _time.Advance(TimeSpan.FromSeconds(2));
        _board.NowOf(Item).ShouldBe(start.AddSeconds(62));

        _board.Take(new RoomPublished(Face(5), 5, []) { At = start.AddMinutes(-1) });
        _board.NowOf(Item).ShouldBe(start.AddSeconds(2), "the room lives elsewhere by now, and this clock is the later one");
        _board.Take(new RoomPublished(Face(5), 5, []));
        _board.NowOf(Item).ShouldBe(start.AddSeconds(2));
    }

    [Fact]
    public void A_place_before_the_draw_is_none_after_it()
    {
        _board.Learn(Face(2, isDrawn: false), Alice, 0);
        _board.Observe(Face(2, isDrawn: false));
        _board.TryGetNumber(Item, Alice, out _).ShouldBeTrue();

        _board.Observe(Face(3));

        _board.TryGetNumber(Item, Alice, out _).ShouldBeFalse();
    }

    [Fact]
    public void Its_memory_is_bounded_and_keeps_the_newest()
    {
        for (var i = 0; i < 1_000; i++) _board.Learn(Face(5), BuyerId.Parse($"b{i}"), i + 1);

        Enumerable.Range(0, 1_000).Count(i => _board.TryGetNumber(Item, BuyerId.Parse($"b{i}"), out _)).ShouldBeInRange(50, 100);
        _board.TryGetNumber(Item, BuyerId.Parse("b999"), out _).ShouldBeTrue();
    }

    [Fact]
    public void An_older_face_changes_nothing_and_silence_is_noticed()
    {
        _board.IsFresh(Item).ShouldBeFalse();
        _board.Observe(Face(5));
        _board.Observe(Face(4));

        _board.Find(Item)!.Revision.ShouldBe(5);
        _board.IsFresh(Item).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(16));
        _board.IsFresh(Item).ShouldBeFalse();
    }

    [Fact]
    public void Somebody_who_is_admitted_is_claimed_once()
    {
        _board.Learn(Face(5), Alice, 7);
        _board.Claim(Item, Alice);
        _board.Claim(Item, Alice);
        _board.Claim(Item, BuyerId.Parse("nobody"));

        _board.TakeClaims().ShouldHaveSingleItem().Numbers.ShouldBe([7]);
        _board.TakeClaims().ShouldBeEmpty();
    }

    private static RoomFace Face(long revision, bool isDrawn = true) =>
        new(Item, revision, SeedHash: null, Seed: null, isDrawn ? DateTimeOffset.UnixEpoch : null);
}
