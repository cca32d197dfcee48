using System.Runtime.Serialization;
using Google.Protobuf;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;
using Kind = Seckill.Actors.Serialization.Protos.RoomCommand.KindOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>What nodes send each other about waiting rooms, to and from <c>room.proto</c>. It never holds a seed before the draw.</summary>
internal static class RoomWireMapping
{
    public static Protos.RoomBatch ToProto(RoomBatch batch)
    {
        var proto = new Protos.RoomBatch { ItemId = batch.Item.Value };
        proto.Commands.Capacity = batch.Commands.Length;
        foreach (var command in batch.Commands) proto.Commands.Add(ToProto(command));
        return proto;
    }

    public static RoomBatch FromProto(Protos.RoomBatch proto) => new(ItemId.Parse(proto.ItemId), [.. proto.Commands.Select(FromProto)]);

    public static Protos.RoomBatchReply ToProto(RoomBatchReply reply)
    {
        var proto = new Protos.RoomBatchReply { Face = ToProto(reply.Face), Node = reply.Node };
        proto.Replies.Capacity = reply.Replies.Length;
        foreach (var one in reply.Replies) proto.Replies.Add(new Protos.RoomReply { Outcome = (int)one.Outcome, Number = one.Number });
        return proto;
    }

    public static RoomBatchReply FromProto(Protos.RoomBatchReply proto) =>
        new(FromProto(ValueMapping.Present(proto.Face)), [.. proto.Replies.Select(FromProto)], proto.Node);

    public static Protos.RoomPublished ToProto(RoomPublished published)
    {
        var proto = new Protos.RoomPublished { Face = ToProto(published.Face), PreviousRevision = published.PreviousRevision };
        ValueMapping.AddAll(proto.Gone, published.Gone);
        if (published.At is { } at) proto.AtMs = at.ToUnixTimeMilliseconds();
        return proto;
    }

    public static RoomPublished FromProto(Protos.RoomPublished proto) =>
        new(FromProto(ValueMapping.Present(proto.Face)), proto.PreviousRevision, ValueMapping.ToArray(proto.Gone))
        {
            At = proto.HasAtMs ? Moment.FromUnixMs(proto.AtMs) : null,
        };

    public static Protos.ClaimPlaces ToProto(ClaimPlaces claim)
    {
        var proto = new Protos.ClaimPlaces { ItemId = claim.Item.Value };
        proto.Numbers.Add(claim.Numbers);
        return proto;
    }

    public static ClaimPlaces FromProto(Protos.ClaimPlaces proto) => new(ItemId.Parse(proto.ItemId), [.. proto.Numbers]);

    public static WakeRoom FromProto(Protos.WakeRoom proto) => new(ItemId.Parse(proto.ItemId));

    private static Protos.RoomFace ToProto(RoomFace face)
    {
        var proto = new Protos.RoomFace
        {
            ItemId = face.Id.Value,
            Revision = face.Revision,
            SeedHash = face.SeedHash is null ? ByteString.Empty : ByteString.CopyFrom(face.SeedHash.ToBytes()),
            Seed = RoomLedgerMapping.ToBytes(face.Seed),
            DrawnAtMs = RoomLedgerMapping.ToMs(face.DrawnAt),
            DrawnCount = face.DrawnCount,
            LastNumber = face.LastNumber,
            Cursor = face.Cursor,
            FirstStepAtMs = RoomLedgerMapping.ToMs(face.FirstStepAt),
            ForgottenUpTo = face.ForgottenUpTo,
            Waiting = face.Waiting,
            LeftWaiting = face.LeftWaiting,
        };
        RoomLedgerMapping.AddSteps(proto.Steps, face.Steps);
        return proto;
    }

    private static RoomFace FromProto(Protos.RoomFace proto) => new(
        ItemId.Parse(proto.ItemId), proto.Revision, proto.SeedHash.IsEmpty ? null : SeedHash.From(proto.SeedHash.Span),
        RoomLedgerMapping.ToSeed(proto.Seed), RoomLedgerMapping.ToInstant(proto.DrawnAtMs))
    {
        DrawnCount = proto.DrawnCount,
        LastNumber = proto.LastNumber,
        Cursor = proto.Cursor,
        FirstStepAt = RoomLedgerMapping.ToInstant(proto.FirstStepAtMs),
        Steps = RoomLedgerMapping.ToSteps(proto.Steps),
        ForgottenUpTo = proto.ForgottenUpTo,
        Waiting = proto.Waiting,
        LeftWaiting = proto.LeftWaiting,
    };

    private static Protos.RoomCommand ToProto(IRoomCommand command) => command switch
    {
        JoinRoom join => new() { Join = join.Buyer.Value },
        FindPlace find => new() { Find = find.Buyer.Value },
        LeaveRoom leave => new() { Leave = leave.Buyer.Value },
        OpenRoom => new() { Open = new Protos.OpenRoom() },
        _ => throw new SerializationException($"A waiting room is never sent a {command.GetType().FullName}."),
    };

    private static IRoomCommand FromProto(Protos.RoomCommand proto) => proto.KindCase switch
    {
        Kind.Join => new JoinRoom(BuyerId.Parse(proto.Join)),
        Kind.Find => new FindPlace(BuyerId.Parse(proto.Find)),
        Kind.Leave => new LeaveRoom(BuyerId.Parse(proto.Leave)),
        Kind.Open => new OpenRoom(),
        // Sent by a newer node. Refusing the whole batch would leave hundreds of callers without an answer.
        _ => new UnknownRoomCommand(),
    };

    private static RoomReply FromProto(Protos.RoomReply proto)
    {
        var outcome = (RoomOutcome)proto.Outcome;
        return new RoomReply(Enum.IsDefined(outcome) ? outcome : RoomOutcome.OutcomeUnknown, proto.Number);
    }
}
