using Seckill.Domain.Shared;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

/// <summary>A room refuses a ledger that contradicts itself.</summary>
public sealed class RoomLedgerTests
{
    public static TheoryData<string, IRoomEvent[]> Contradictions => new()
    {
        { "nothing", [] },
        { "a second seed", [new SeedChosen(Room.Seed)] },
        { "a second draw", [new PlacesDrawn(Room.Seed, 20)] },
        { "a cursor that stays", [new PeopleAdmitted(15, Room.Start.AddMinutes(2), 0)] },
        { "a cursor that goes back", [new PeopleAdmitted(14, Room.Start.AddMinutes(2), 0)] },
        { "a cursor beyond the last number", [new PeopleAdmitted(21, Room.Start.AddMinutes(2), 0)] },
        { "a number that is taken", [new PeopleJoined(20, [BuyerId.Parse("late")])] },
        { "a number left out", [new PeopleJoined(22, [BuyerId.Parse("late")])] },
        { "a stranger who leaves", [new PersonLeft(BuyerId.Parse("stranger"))] },
        { "somebody who returns without having left", [new PersonReturned(BuyerId.Parse("b1"))] },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_contradiction_is_refused(string name, IRoomEvent[] events)
    {
        var room = Room.Drawn(20);
        room.Admit(available: 10);

        Should.Throw<InvalidOperationException>(() => room.State.Apply(new RoomCommitted(Room.Start.AddSeconds(1), [.. events])), name);
    }

    [Fact]
    public void What_may_follow_is_applied()
    {
        var room = Room.Drawn(20);
        room.Admit(available: 10);

        var next = room.State.Apply(new RoomCommitted(
            Room.Start.AddSeconds(1), [new PeopleJoined(21, [BuyerId.Parse("late")]), new PeopleAdmitted(21, Room.Start.AddMinutes(2), 0)]));

        (next.Revision, next.LastNumber, next.Cursor).ShouldBe((room.State.Revision + 1, 21, 21));
    }

    [Fact]
    public void Before_the_draw_nobody_has_a_number()
    {
        var room = Room.Opened();

        Should.Throw<InvalidOperationException>(() =>
            room.State.Apply(new RoomCommitted(Room.Start, [new PeopleJoined(1, [BuyerId.Parse("early")])])));
    }
}
