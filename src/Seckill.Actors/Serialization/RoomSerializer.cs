using Akka.Actor;
using Google.Protobuf;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Everything of waiting rooms that is kept or travels.</summary>
public sealed class RoomSerializer(ExtendedActorSystem system) : ProtobufSerializer(system, FixedIdentifier)
{
    /// <summary>Stored in every journal row and snapshot: never change it.</summary>
    public const int FixedIdentifier = 1102;

    /// <inheritdoc/>
    protected override string? ManifestOf(object value) => value switch
    {
        RoomCommitted => RoomManifests.Committed,
        RoomState => RoomManifests.State,
        RoomBatch => RoomManifests.Batch,
        RoomBatchReply => RoomManifests.BatchReply,
        RoomPublished => RoomManifests.Published,
        WakeRoom => RoomManifests.Wake,
        ClaimPlaces => RoomManifests.Claim,
        _ => null,
    };

    private protected override IMessage? ToProto(object value) => value switch
    {
        RoomCommitted committed => RoomLedgerMapping.ToProto(committed),
        RoomState state => RoomLedgerMapping.ToProto(state),
        RoomBatch batch => RoomWireMapping.ToProto(batch),
        RoomBatchReply reply => RoomWireMapping.ToProto(reply),
        RoomPublished published => RoomWireMapping.ToProto(published),
        WakeRoom wake => new Protos.WakeRoom { ItemId = wake.Item.Value },
        ClaimPlaces claim => RoomWireMapping.ToProto(claim),
        _ => null,
    };

    /// <inheritdoc/>
    protected override object? Read(byte[] bytes, string manifest) => manifest switch
    {
        RoomManifests.Committed => RoomLedgerMapping.FromProto(Protos.RoomCommitted.Parser.ParseFrom(bytes)),
        RoomManifests.State => RoomLedgerMapping.FromProto(Protos.RoomState.Parser.ParseFrom(bytes)),
        RoomManifests.Batch => RoomWireMapping.FromProto(Protos.RoomBatch.Parser.ParseFrom(bytes)),
        RoomManifests.BatchReply => RoomWireMapping.FromProto(Protos.RoomBatchReply.Parser.ParseFrom(bytes)),
        RoomManifests.Published => RoomWireMapping.FromProto(Protos.RoomPublished.Parser.ParseFrom(bytes)),
        RoomManifests.Wake => RoomWireMapping.FromProto(Protos.WakeRoom.Parser.ParseFrom(bytes)),
        RoomManifests.Claim => RoomWireMapping.FromProto(Protos.ClaimPlaces.Parser.ParseFrom(bytes)),
        _ => null,
    };
}
