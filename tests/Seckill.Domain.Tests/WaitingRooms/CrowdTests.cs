using System.Diagnostics;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Xunit.Abstractions;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

/// <summary>A hundred thousand people. Bytes per person are bounded, and shown; times are shown only.</summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int People = 100_000;

    [Fact]
    public void A_person_costs_few_bytes_and_a_crowd_is_drawn_and_replayed()
    {
        var rule = Room.Usual with { PeopleMax = People };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (state, ledger) = (RoomState.Empty(Room.Item), new List<RoomCommitted>());
        Do(new OpenRoom());
        for (var i = 0; i < People; i += 500) Do([.. Enumerable.Range(i, 500).Select(n => new JoinRoom(BuyerId.Parse($"buyer-{n:000000}")))]);
        var drawing = Stopwatch.StartNew();
        Do(new DrawPlaces());
        output.WriteLine($"draw of {People}: {drawing.ElapsedMilliseconds} ms");
        var replaying = Stopwatch.StartNew();
        ledger.Aggregate(RoomState.Empty(Room.Item), (replayed, entry) => replayed.Apply(entry)).LastNumber.ShouldBe(People);
        output.WriteLine($"replay of its whole ledger of {ledger.Count} entries, draw included: {replaying.ElapsedMilliseconds} ms");
        ledger.Clear();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)People;
        output.WriteLine($"{bytes:0} bytes per person, its name of 12 characters included");

        bytes.ShouldBeLessThan(250);
        state.LastNumber.ShouldBe(People);

        void Do(params IRoomCommand[] commands)
        {
            var decision = RoomDecider.Decide(state, commands, Room.Start, rule, state.Seed is null ? Room.Seed : null);
            state = decision.Next;
            ledger.Add(decision.Entry!);
        }
    }
}
