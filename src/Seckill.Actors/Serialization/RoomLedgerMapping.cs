using System.Collections.Immutable;
using System.Runtime.Serialization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;
using Kind = Seckill.Actors.Serialization.Protos.RoomEvent.KindOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>A waiting room's ledger and snapshots to and from <c>room.proto</c>.</summary>
internal static class RoomLedgerMapping
{
    public static Protos.RoomCommitted ToProto(RoomCommitted committed)
    {
        if (committed.Events.IsEmpty) throw new SerializationException("An entry of a waiting room without events.");
        var proto = new Protos.RoomCommitted { AtMs = committed.At.ToUnixTimeMilliseconds() };
        foreach (var change in committed.Events) proto.Events.Add(ToProto(change));
        return proto;
    }

    public static RoomCommitted FromProto(Protos.RoomCommitted proto)
    {
        if (proto.Events.Count == 0) throw new SerializationException("An entry of a waiting room without events.");
        return new RoomCommitted(Moment.FromUnixMs(proto.AtMs), [.. proto.Events.Select(FromProto)]);
    }

    public static Protos.RoomState ToProto(RoomState state)
    {
        var proto = new Protos.RoomState
        {
            ItemId = state.Id.Value,
            Revision = state.Revision,
            Seed = ToBytes(state.Seed),
            DrawnAtMs = ToMs(state.DrawnAt),
            DrawnCount = state.DrawnCount,
            LastNumber = state.LastNumber,
            Cursor = state.Cursor,
            FirstStepAtMs = ToMs(state.FirstStepAt),
            ForgottenUpTo = state.ForgottenUpTo,
        };
        AddSteps(proto.Steps, state.Steps);
        proto.LeftNumbers.Add(state.Left);
        proto.Buyers.Capacity = proto.Numbers.Capacity = state.People.Count;
        foreach (var (buyer, place) in state.People)
        {
            if (place.IsLeft) proto.LeftPlaces.Add(new Protos.LeftPlace { Index = proto.Buyers.Count, AtMs = place.LeftAtMs });
            proto.Buyers.Add(buyer.Value);
            proto.Numbers.Add(place.Number);
        }

        return proto;
    }

    public static RoomState FromProto(Protos.RoomState proto)
    {
        if (proto.Buyers.Count != proto.Numbers.Count) throw new SerializationException("A snapshot of a waiting room lacks numbers.");
        var left = proto.LeftPlaces.ToDictionary(place => place.Index, place => place.AtMs);
        var people = HashTrie<BuyerId, RoomPlace>.Empty.ToBuilder();
        for (var i = 0; i < proto.Buyers.Count; i++)
            people[BuyerId.Parse(proto.Buyers[i])] = new RoomPlace(proto.Numbers[i], left.GetValueOrDefault(i));
        return RoomState.Empty(ItemId.Parse(proto.ItemId)) with
        {
            Revision = proto.Revision,
            Seed = ToSeed(proto.Seed),
            DrawnAt = ToInstant(proto.DrawnAtMs),
            DrawnCount = proto.DrawnCount,
            LastNumber = proto.LastNumber,
            Cursor = proto.Cursor,
            FirstStepAt = ToInstant(proto.FirstStepAtMs),
            Steps = ToSteps(proto.Steps),
            ForgottenUpTo = proto.ForgottenUpTo,
            Left = [.. proto.LeftNumbers],
            People = people.ToImmutable(),
        };
    }

    public static ByteString ToBytes(RoomSeed? seed) => seed is null ? ByteString.Empty : ByteString.CopyFrom(seed.Reveal());

    public static RoomSeed? ToSeed(ByteString bytes) => bytes.IsEmpty ? null : RoomSeed.From(bytes.Span);

    public static long ToMs(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds() ?? 0;

    public static DateTimeOffset? ToInstant(long ms) => ms == 0 ? null : Moment.FromUnixMs(ms);

    public static void AddSteps(RepeatedField<Protos.AdmissionStep> target, ImmutableArray<AdmissionStep> steps)
    {
        foreach (var step in steps)
        {
            target.Add(new Protos.AdmissionStep
            {
                UpTo = step.UpTo,
                AtMs = step.At.ToUnixTimeMilliseconds(),
                ExpiresAtMs = step.ExpiresAt.ToUnixTimeMilliseconds(),
                Orders = step.Orders,
            });
        }
    }

    public static ImmutableArray<AdmissionStep> ToSteps(RepeatedField<Protos.AdmissionStep> steps) =>
        [.. steps.Select(step => new AdmissionStep(step.UpTo, Moment.FromUnixMs(step.AtMs), Moment.FromUnixMs(step.ExpiresAtMs), step.Orders))];

    private static Protos.RoomEvent ToProto(IRoomEvent change) => change switch
    {
        PeopleJoined joined => new() { PeopleJoined = ToProto(joined) },
        PeopleAdmitted admitted => new()
        {
            PeopleAdmitted = new() { UpTo = admitted.UpTo, ExpiresAtMs = admitted.ExpiresAt.ToUnixTimeMilliseconds(), Orders = admitted.Orders },
        },
        PersonLeft left => new() { PersonLeft = left.Buyer.Value },
        PersonReturned returned => new() { PersonReturned = returned.Buyer.Value },
        PlacesDrawn drawn => new() { PlacesDrawn = new() { Seed = ToBytes(drawn.Seed), Count = drawn.Count } },
        SeedChosen chosen => new() { SeedChosen = ToBytes(chosen.Seed) },
        _ => throw new SerializationException($"The journal of waiting rooms has no place for a {change.GetType().FullName}."),
    };

    private static IRoomEvent FromProto(Protos.RoomEvent proto) => proto.KindCase switch
    {
        Kind.PeopleJoined => FromProto(proto.PeopleJoined),
        Kind.PeopleAdmitted => new PeopleAdmitted(
            proto.PeopleAdmitted.UpTo, Moment.FromUnixMs(proto.PeopleAdmitted.ExpiresAtMs), proto.PeopleAdmitted.Orders),
        Kind.PersonLeft => new PersonLeft(BuyerId.Parse(proto.PersonLeft)),
        Kind.PersonReturned => new PersonReturned(BuyerId.Parse(proto.PersonReturned)),
        Kind.PlacesDrawn => new PlacesDrawn(RoomSeed.From(proto.PlacesDrawn.Seed.Span), proto.PlacesDrawn.Count),
        Kind.SeedChosen => new SeedChosen(RoomSeed.From(proto.SeedChosen.Span)),
        _ => throw new SerializationException(
            "The journal entry holds an event that this version does not know; a newer version of the program wrote it."),
    };

    private static Protos.PeopleJoined ToProto(PeopleJoined joined)
    {
        if (joined.Buyers.IsEmpty) throw new SerializationException("A PeopleJoined without people.");
        var proto = new Protos.PeopleJoined { FirstNumber = joined.FirstNumber };
        proto.Buyers.Capacity = joined.Buyers.Length;
        foreach (var buyer in joined.Buyers) proto.Buyers.Add(buyer.Value);
        return proto;
    }

    private static PeopleJoined FromProto(Protos.PeopleJoined proto) => proto.Buyers.Count == 0
        ? throw new SerializationException("A PeopleJoined without people.")
        : new PeopleJoined(proto.FirstNumber, [.. proto.Buyers.Select(BuyerId.Parse)]);
}
