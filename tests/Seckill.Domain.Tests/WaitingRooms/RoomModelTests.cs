using CsCheck;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

/// <summary>
/// Random histories of a room against a naive model: a list of names in the order of their places. <see cref="Room"/> checks the
/// invariants after each step.
/// </summary>
public sealed class RoomModelTests
{
    private static readonly Gen<(int Kind, int Who, int Seconds)[]> Histories =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], Gen.Int[0, 40]).Array[1, 60];

    [Fact]
    public void A_history_leaves_everybody_where_the_model_says()
    {
        Histories.Sample(history =>
        {
            var room = Room.Opened();
            var line = new List<string>();
            var present = new HashSet<string>();
            foreach (var (kind, who, seconds) in history)
            {
                var name = $"p{who}";
                room.Now += TimeSpan.FromSeconds(seconds);
                switch (kind)
                {
                    case 0 or 1 or 2 or 3:
                        Join(room, line, present, name);
                        break;
                    case 4 or 5:
                        room.Leave(name).Outcome.ShouldBe(RoomOutcome.Absent);
                        present.Remove(name);
                        break;
                    case 6 when !room.State.IsDrawn:
                        room.Do(new DrawPlaces());
                        line = [.. Draw.Order(Room.Seed, [.. present.Select(BuyerId.Parse)]).Select(buyer => buyer.Value)];
                        break;
                    default:
                        room.Admit(who, seconds);
                        break;
                }

                if (room.State.IsDrawn) ShouldBeInLine(room, line);
            }

            // What the ledger says is what there is.
            Room.ShouldBeSame(room.State, room.Ledger.Aggregate(RoomState.Empty(Room.Item), (state, entry) => state.Apply(entry)));
        });
    }

    private static void Join(Room room, List<string> line, HashSet<string> present, string name)
    {
        var reply = room.Join(name);
        present.Add(name);
        if (!room.State.IsDrawn) return;
        if (reply.Outcome == RoomOutcome.Joined) line.Add(name);
        line[reply.Number - 1].ShouldBe(name, "a number is a place in the line");
    }

    private static void ShouldBeInLine(Room room, List<string> line)
    {
        room.State.LastNumber.ShouldBe(line.Count);
        foreach (var (buyer, place) in room.State.People) line[place.Number - 1].ShouldBe(buyer.Value);
    }
}
