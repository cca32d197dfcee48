using System.Collections.Immutable;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>One object of every kind and shape of waiting rooms that is stored or sent. The golden file keeps the bytes of each for ever.</summary>
internal static class RoomSamples
{
    public static readonly RoomSeed Seed = RoomSeed.From([.. Enumerable.Range(1, RoomSeed.Size).Select(i => (byte)i)]);

    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero).AddMilliseconds(1_234);
    private static readonly ItemId Item = ItemId.Parse("phone-17");
    private static readonly BuyerId Longest = BuyerId.Parse(new string('~', 64));
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly AdmissionStep Step = new(15, At, At.AddSeconds(60), 7);

    private static readonly RoomFace Face = new(Item, 9, Seed.Hash, Seed, At)
    {
        DrawnCount = 20, LastNumber = 30, Cursor = 15, FirstStepAt = At.AddSeconds(1), Steps = [Step, Step with { UpTo = 17, Orders = long.MaxValue }],
        ForgottenUpTo = 3, Waiting = 13, LeftWaiting = 2,
    };

    public static ImmutableSortedDictionary<string, object> All { get; } = Samples().ToImmutableSortedDictionary(
        sample => sample.Name, sample => sample.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Name, object Value)> Samples()
    {
        yield return ("entry/seed", new RoomCommitted(At, [new SeedChosen(Seed)]));
        yield return ("entry/joined", new RoomCommitted(At, [new PeopleJoined(0, [Alice, Longest])]));
        yield return ("entry/joined-later", new RoomCommitted(At, [new PeopleJoined(int.MaxValue, [Alice])]));
        yield return ("entry/left-and-back", new RoomCommitted(At, [new PersonLeft(Alice), new PersonReturned(Alice)]));
        yield return ("entry/drawn", new RoomCommitted(At, [new PlacesDrawn(Seed, 100_000)]));
        yield return ("entry/drawn-nobody", new RoomCommitted(At, [new PlacesDrawn(Seed, 0)]));
        yield return ("entry/admitted", new RoomCommitted(At, [new PeopleAdmitted(15, At.AddSeconds(60), 7)]));
        yield return ("state/unopened", RoomState.Empty(Item));
        yield return ("state/gathering", RoomState.Empty(Item) with { Revision = 2, Seed = Seed, People = People((Alice, default)) });
        yield return ("state/drawn", RoomState.Empty(Item) with
        {
            Revision = 9, Seed = Seed, DrawnAt = At, DrawnCount = 2, LastNumber = 3, Cursor = 1, FirstStepAt = At.AddSeconds(1), Steps = [Step],
            ForgottenUpTo = 1, People = People((Alice, new RoomPlace(2, At.ToUnixTimeMilliseconds()))), Left = [2, 3],
        });
        yield return ("commands/all", new RoomBatch(Item, [new OpenRoom(), new JoinRoom(Alice), new LeaveRoom(Longest), new FindPlace(Alice)]));
        foreach (var outcome in Enum.GetValues<RoomOutcome>())
            yield return ($"reply/{(int)outcome:00}", new RoomBatchReply(new RoomFace(Item, 0, null, null, null), [new RoomReply(outcome, (int)outcome)]));
        yield return ("reply/many", new RoomBatchReply(Face, [new RoomReply(RoomOutcome.Joined), new RoomReply(RoomOutcome.Present, 7)], Node: -3));
        yield return ("published/secret", new RoomPublished(new RoomFace(Item, 2, Seed.Hash, null, null) { Waiting = 2 }, 1, []));
        yield return ("published/drawn", new RoomPublished(Face, 8, [Alice.StableHash, ulong.MaxValue]));
        yield return ("published/with-clock", new RoomPublished(Face, 8, []) { At = Face.DrawnAt });
        yield return ("wake", new WakeRoom(Item));
        yield return ("claim", new ClaimPlaces(Item, [1, 15, int.MaxValue]));
    }

    private static HashTrie<BuyerId, RoomPlace> People(params (BuyerId Buyer, RoomPlace Place)[] people)
    {
        var builder = HashTrie<BuyerId, RoomPlace>.Empty.ToBuilder();
        foreach (var (buyer, place) in people) builder[buyer] = place;
        return builder.ToImmutable();
    }
}
