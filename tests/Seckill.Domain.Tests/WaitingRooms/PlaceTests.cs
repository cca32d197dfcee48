using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

public sealed class PlaceTests
{
    [Fact]
    public void Ahead_is_the_number_less_the_cursor()
    {
        var room = Room.Drawn(30);
        room.Admit(available: 10);

        room.PlaceOf(room.At(16)).ShouldBe(new Place(PlaceState.Waiting, 0, 16));
        room.PlaceOf(room.At(30)).ShouldBe(new Place(PlaceState.Waiting, 14, 30));
        room.PlaceOf(room.At(15)).ShouldBe(new Place(PlaceState.Admitted, 0, 15) { TicketExpiresAt = Room.Start + room.Rule.TicketLifetime });
    }

    [Fact]
    public void Nobody_is_admitted_by_a_node_whose_clock_is_before_the_start()
    {
        var room = Room.Drawn(5);
        room.Admit(available: 10);
        room.Now = Room.Start.AddSeconds(-5);

        room.PlaceOf(room.At(1)).ShouldBe(new Place(PlaceState.Waiting, 0, 1));
    }

    [Fact]
    public void A_ticket_that_was_over_when_others_were_admitted_is_over_for_a_node_whose_clock_is_behind_too()
    {
        var room = Room.Drawn(30, Room.Usual with { TicketLifetime = TimeSpan.FromSeconds(10) });
        room.Admit(available: 10);
        var lapsed = room.At(1);
        room.Now = Room.Start + room.Rule.TicketLifetime;
        room.Admit(available: 5);
        room.Now = Room.Start.AddSeconds(1);

        room.PlaceOf(lapsed).ShouldBe(Place.Gone);
        room.State.Face.PlaceIsOver(1, room.Now).ShouldBeTrue("whoever asks this node is asked for at the room again");
        room.PlaceOf(room.At(16)).State.ShouldBe(PlaceState.Admitted);
        room.Join(lapsed).ShouldBe(new RoomReply(RoomOutcome.Joined, 31), "the room's own clock may have gone back as well");
    }

    [Fact]
    public void A_ticket_is_over_when_the_room_s_clock_says_so()
    {
        var room = Room.Drawn(30, Room.Usual with { TicketLifetime = TimeSpan.FromSeconds(10) });
        room.Admit(available: 10);
        var number = room.State.Face.Cursor;

        var behind = room.State.Face.PlaceOf(number, Room.ItemWith(1_000), isCertain: true, Room.Start.AddSeconds(1), latest: Room.Start.AddSeconds(11));

        behind.ShouldBe(Place.Gone);
        room.State.Face.PlaceOf(number, Room.ItemWith(1_000), isCertain: true, Room.Start.AddSeconds(1)).State.ShouldBe(PlaceState.Admitted);
    }

    [Fact]
    public void Only_a_ticket_can_be_over()
    {
        var room = Room.Drawn(30, Room.Usual with { TicketLifetime = TimeSpan.FromSeconds(10) });
        room.Admit(available: 10);

        foreach (var number in (int[])[0, 1, 15, 16]) room.State.Face.PlaceIsOver(number, Room.Start.AddSeconds(9)).ShouldBeFalse($"{number}");
        foreach (var number in (int[])[0, 16]) room.State.Face.PlaceIsOver(number, Room.Start.AddSeconds(10)).ShouldBeFalse($"{number}");
        foreach (var number in (int[])[1, 15]) room.State.Face.PlaceIsOver(number, Room.Start.AddSeconds(10)).ShouldBeTrue($"{number}");
    }

    [Fact]
    public void Whoever_has_as_many_people_ahead_as_units_may_come_cannot_win()
    {
        var room = Room.Drawn(31, Room.Usual with { Factor = 1 });
        room.Admit(available: 1);

        room.PlaceOf(room.At(6), Room.ItemWith(available: 2, held: 3)).State.ShouldBe(PlaceState.Waiting);
        room.PlaceOf(room.At(7), Room.ItemWith(available: 2, held: 3)).ShouldBe(new Place(PlaceState.CannotWin, 5, 7));
        room.PlaceOf(room.At(7), Room.ItemWith(available: 2, held: 4)).State.ShouldBe(PlaceState.Waiting, "units that are held may come back");
        room.PlaceOf(room.At(2), Room.ItemWith(available: 0, held: 0, sold: 9)).State.ShouldBe(PlaceState.CannotWin);
        room.PlaceOf(room.At(30), Room.ItemWith(available: 0), isCertain: false).State.ShouldBe(PlaceState.Waiting, "this node may be cut off");
        room.PlaceOf(room.At(2), Room.ItemWith(available: 5) with { IsClosed = true }).State.ShouldBe(PlaceState.CannotWin);
    }

    [Fact]
    public void Before_the_first_tickets_nobody_is_told_so_who_may_get_one_of_them()
    {
        var room = Room.Drawn(12);

        // Six tickets for four units are about to be handed out.
        Enumerable.Range(1, 12).ShouldAllBe(number => room.PlaceOf(room.At(number), Room.ItemWith(available: 4), true).State == PlaceState.Waiting);
        room.PlaceOf(room.At(5), Room.ItemWith(available: 0, held: 0, sold: 4)).State.ShouldBe(PlaceState.CannotWin, "nothing is left for anybody");
        room.Admit(available: 4);

        room.PlaceOf(room.At(6)).State.ShouldBe(PlaceState.Admitted);
        room.PlaceOf(room.At(11), Room.ItemWith(available: 4)).State.ShouldBe(PlaceState.CannotWin);
    }

    [Fact]
    public void It_is_not_said_because_of_people_who_have_left()
    {
        var room = Room.Drawn(11, Room.Usual with { Factor = 1 });
        room.Admit(available: 1);
        foreach (var number in (int[])[2, 3, 10]) room.Leave(room.At(number));

        room.PlaceOf(room.At(7), Room.ItemWith(available: 3)).State.ShouldBe(PlaceState.Waiting, "at least two of the five ahead are there; two units may be theirs");
        room.PlaceOf(room.At(8), Room.ItemWith(available: 3)).State.ShouldBe(PlaceState.CannotWin);
    }

    [Fact]
    public void There_is_no_estimate_before_something_was_measured()
    {
        var room = Room.Drawn(90);
        room.Admit(available: 10);
        room.PlaceOf(room.At(90)).EstimatedSeconds.ShouldBeNull();

        var told = Steady(room, seconds: 30, perSecond: 1);

        told.Take(13).ShouldAllBe(estimate => estimate == null);
        told[^1].ShouldNotBeNull().ShouldBeInRange(30, 60);
    }

    [Fact]
    public void An_estimate_that_would_grow_is_withdrawn()
    {
        var room = Room.Drawn(90);
        room.Admit(available: 10);
        Steady(room, seconds: 25, perSecond: 1)[^1].ShouldNotBeNull();

        // Nobody buys any more.
        var stalled = Steady(room, seconds: 30, perSecond: 0);

        stalled.Skip(5).ShouldAllBe(estimate => estimate == null);
    }

    [Fact]
    public void There_is_none_beyond_the_end()
    {
        var room = Room.Drawn(90);
        room.Admit(available: 10);
        Steady(room, seconds: 25, perSecond: 1)[^1].ShouldNotBeNull();
        var item = Room.ItemWith(1_000);

        var ending = item with { Terms = item.Terms.Revise("Phone", room.Now.AddSeconds(5), null) };

        room.PlaceOf(room.At(90), ending).EstimatedSeconds.ShouldBeNull();
    }

    /// <summary>
    /// Sells so many a second, and returns what the last in the room is told each second. No estimate may be longer than one told before.
    /// </summary>
    private static List<int?> Steady(Room room, int seconds, int perSecond)
    {
        var (told, orders) = (new List<int?>(), room.State.Steps.IsEmpty ? 0 : room.State.Steps[^1].Orders);
        var last = room.At(90);
        for (var i = 0; i < seconds; i++)
        {
            room.Now += TimeSpan.FromSeconds(1);
            orders += perSecond;
            room.Do(new AdmitPeople(10, orders, new Dictionary<int, int>()));
            told.Add(room.PlaceOf(last).EstimatedSeconds);
        }

        for (var i = 5; i < told.Count; i++)
        {
            if (told[i] is { } now && told[i - 5] is { } before) now.ShouldBeLessThanOrEqualTo(before);
        }

        return told;
    }
}
