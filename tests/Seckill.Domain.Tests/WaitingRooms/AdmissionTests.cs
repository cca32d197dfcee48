using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

public sealed class AdmissionTests
{
    [Fact]
    public void As_many_tickets_are_out_as_units_times_the_factor()
    {
        var room = Room.Drawn(50);

        room.Admit(available: 10);
        room.State.Cursor.ShouldBe(15);
        room.Admit(available: 10);
        room.State.Cursor.ShouldBe(15, "these tickets are alive");

        // Six bought: of fifteen tickets nine are left, and six is what four units want.
        room.Now += TimeSpan.FromSeconds(1);
        room.Admit(available: 4, orders: 6);
        room.State.Cursor.ShouldBe(15);
        room.Admit(available: 8, orders: 6);
        room.State.Cursor.ShouldBe(18, "twelve may be out, nine are");
    }

    [Fact]
    public void Nobody_is_admitted_without_units_nor_before_the_draw()
    {
        var room = Room.Opened();
        room.Join("a");
        room.Admit(available: 10);
        room.State.Cursor.ShouldBe(0);

        var drawn = Room.Drawn(5);
        drawn.Admit(available: 0);
        drawn.State.Cursor.ShouldBe(0);
    }

    [Fact]
    public void Tickets_that_lapse_stop_counting_so_nobody_stalls_those_behind()
    {
        var room = Room.Drawn(50);
        room.Admit(available: 10);

        room.Now += TimeSpan.FromSeconds(60);
        room.Admit(available: 10);

        room.State.Cursor.ShouldBe(30);
        var lapsed = room.At(1);
        room.PlaceOf(lapsed).ShouldBe(Place.Gone);
        room.Join(lapsed).ShouldBe(new RoomReply(RoomOutcome.Joined, 51), "again at the end");
    }

    [Fact]
    public void People_of_whom_nobody_has_heard_for_seconds_do_not_count_though_their_ticket_is_good()
    {
        var room = Room.Drawn(50);
        room.Admit(available: 10);
        var claimed = new Dictionary<int, int> { [15] = 5 };

        room.Now += TimeSpan.FromSeconds(7);
        room.Admit(10, 0, claimed);
        room.State.Cursor.ShouldBe(15, "they may still be on their way");
        room.Now += TimeSpan.FromSeconds(1);
        room.Admit(10, 0, claimed);

        room.State.Cursor.ShouldBe(25);
        room.PlaceOf(room.At(15)).State.ShouldBe(PlaceState.Admitted);
    }

    [Fact]
    public void Who_left_is_passed_for_nothing()
    {
        var room = Room.Drawn(20);
        foreach (var number in (int[])[2, 3, 4]) room.Leave(room.At(number)).Outcome.ShouldBe(RoomOutcome.Absent);
        room.State.Waiting.ShouldBe(17);

        room.Admit(available: 2);

        room.State.Cursor.ShouldBe(6, "one, five and six");
        room.State.LeftWaiting.ShouldBe(0);
    }

    [Fact]
    public void Those_who_left_right_behind_the_last_admitted_are_passed_too_but_nobody_moves_for_them_alone()
    {
        var room = Room.Drawn(20, Room.Usual with { Factor = 1 });
        foreach (var number in (int[])[1, 4, 5]) room.Leave(room.At(number));

        room.Admit(available: 0);
        room.State.Cursor.ShouldBe(0);
        room.Admit(available: 2);
        room.State.Cursor.ShouldBe(5, "two and three, and the two behind them");
    }

    [Fact]
    public void Tickets_of_people_who_left_are_free_again()
    {
        var room = Room.Drawn(50);
        room.Admit(available: 10);
        for (var number = 6; number <= 10; number++) room.Leave(room.At(number));

        room.Admit(available: 10);

        room.State.Cursor.ShouldBe(20, "of fifteen tickets five were given up");
    }

    [Fact]
    public void Orders_from_before_the_first_ticket_used_none_of_them()
    {
        var room = Room.Drawn(50);
        room.Admit(available: 10, orders: 6);

        room.Admit(available: 10, orders: 6);

        room.State.Cursor.ShouldBe(15);
    }

    [Fact]
    public void The_last_of_a_step_queues_again_once_the_ticket_is_over()
    {
        var room = Room.Drawn(50, Room.Usual with { TicketLifetime = TimeSpan.FromSeconds(10) });
        room.Admit(available: 10);
        var last = room.At(15);

        room.Now += TimeSpan.FromSeconds(10);

        room.Join(last).ShouldBe(new RoomReply(RoomOutcome.Joined, 51));
    }

    [Fact]
    public void A_rate_bounds_it()
    {
        var room = Room.Drawn(50, Room.Usual with { PerSecondMax = 4 });

        room.Admit(available: 100);
        room.State.Cursor.ShouldBe(4);
        room.Now += TimeSpan.FromSeconds(0.5);
        room.Admit(available: 100);
        room.State.Cursor.ShouldBe(6);
        room.Now += TimeSpan.FromSeconds(20);
        room.Admit(available: 100);
        room.State.Cursor.ShouldBe(10, "a pause is not made up for at once");
    }

    [Fact]
    public void Leaving_and_coming_back_within_the_grace_keeps_the_place()
    {
        var room = Room.Drawn(10);
        var number = room.Find("b3").Number;

        room.Leave("b3");
        room.Find("b3").Outcome.ShouldBe(RoomOutcome.Absent);
        room.Now += room.Rule.Grace;
        room.Join("b3").ShouldBe(new RoomReply(RoomOutcome.Present, number));
        room.Find("b3").Number.ShouldBe(number);

        room.Leave("b3");
        room.Now += room.Rule.Grace + TimeSpan.FromMilliseconds(1);
        room.Join("b3").ShouldBe(new RoomReply(RoomOutcome.Joined, 11));
    }

    [Fact]
    public void Before_the_draw_leaving_leaves_nothing()
    {
        var room = Room.Opened();
        room.Join("a");
        room.Leave("a");
        room.Leave("a").Outcome.ShouldBe(RoomOutcome.Absent);

        room.State.People.Count.ShouldBe(0);
        room.Ledger.Count.ShouldBe(3);
        room.Join("a").Outcome.ShouldBe(RoomOutcome.Joined);
    }

    [Fact]
    public void A_full_room_takes_nobody_and_turns_nobody_away()
    {
        var room = Room.Opened(Room.Usual with { PeopleMax = 2 });
        room.Join("a");
        room.Join("b");

        room.Join("c").Outcome.ShouldBe(RoomOutcome.Full);
        room.Join("a").Outcome.ShouldBe(RoomOutcome.Present);
        room.Now = Room.Start;
        room.Do(new DrawPlaces());
        room.Join("c").Outcome.ShouldBe(RoomOutcome.Full);
    }

    [Fact]
    public void A_room_that_was_never_opened_takes_nobody() =>
        RoomDecider.Decide(RoomState.Empty(Room.Item), [new JoinRoom(BuyerId.Parse("a"))], Room.Start, Room.Usual).Replies[0].Outcome
            .ShouldBe(RoomOutcome.NotOpen);

    [Fact]
    public void Old_steps_are_forgotten()
    {
        var room = Room.Drawn(100);
        for (var i = 0; i < 300; i++)
        {
            room.Now += TimeSpan.FromSeconds(1);
            room.Admit(available: 1, orders: i);
            room.Leave($"b{(i % 100) + 1}");
        }

        room.State.Steps.Length.ShouldBeLessThanOrEqualTo(61);
        room.State.Left.ShouldAllBe(number => number > room.State.ForgottenUpTo);
    }
}
