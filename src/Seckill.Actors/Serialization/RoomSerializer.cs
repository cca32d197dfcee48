using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Writes and reads everything of a waiting room that reaches the journal or leaves a node, as protobuf. Stateless and thread-safe. Bytes
/// that it cannot read in full are a <see cref="SerializationException"/>.
/// </summary>
public sealed class RoomSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored in every journal row and snapshot: never change it.</summary>
    public const int FixedIdentifier = 1102;

    /// <inheritdoc/>
    public override int Identifier => FixedIdentifier;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The type has no manifest.</exception>
    public override string Manifest(object o) => o switch
    {
        RoomCommitted => RoomManifests.Committed,
        RoomState => RoomManifests.State,
        RoomBatch => RoomManifests.Batch,
        RoomBatchReply => RoomManifests.BatchReply,
        RoomPublished => RoomManifests.Published,
        WakeRoom => RoomManifests.Wake,
        ClaimPlaces => RoomManifests.Claim,
        _ => throw new SerializationException($"{nameof(RoomSerializer)} has no manifest for {o?.GetType().FullName ?? "null"}."),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The serializer does not handle the type, or the object violates its contract.</exception>
    public override byte[] ToBinary(object obj)
    {
        IMessage message = obj switch
        {
            RoomCommitted committed => RoomLedgerMapping.ToProto(committed),
            RoomState state => RoomLedgerMapping.ToProto(state),
            RoomBatch batch => RoomWireMapping.ToProto(batch),
            RoomBatchReply reply => RoomWireMapping.ToProto(reply),
            RoomPublished published => RoomWireMapping.ToProto(published),
            WakeRoom wake => new Protos.WakeRoom { ItemId = wake.Item.Value },
            ClaimPlaces claim => RoomWireMapping.ToProto(claim),
            _ => throw new SerializationException($"{nameof(RoomSerializer)} does not write {obj?.GetType().FullName ?? "null"}."),
        };
        return message.ToByteArray();
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes do not match it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            return manifest switch
            {
                RoomManifests.Committed => RoomLedgerMapping.FromProto(Protos.RoomCommitted.Parser.ParseFrom(bytes)),
                RoomManifests.State => RoomLedgerMapping.FromProto(Protos.RoomState.Parser.ParseFrom(bytes)),
                RoomManifests.Batch => RoomWireMapping.FromProto(Protos.RoomBatch.Parser.ParseFrom(bytes)),
                RoomManifests.BatchReply => RoomWireMapping.FromProto(Protos.RoomBatchReply.Parser.ParseFrom(bytes)),
                RoomManifests.Published => RoomWireMapping.FromProto(Protos.RoomPublished.Parser.ParseFrom(bytes)),
                RoomManifests.Wake => RoomWireMapping.FromProto(Protos.WakeRoom.Parser.ParseFrom(bytes)),
                RoomManifests.Claim => RoomWireMapping.FromProto(Protos.ClaimPlaces.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException(
                    $"{nameof(RoomSerializer)} does not know the manifest '{manifest}': a newer version of the program wrote it."),
            };
        }
        catch (Exception error) when (error is not SerializationException)
        {
            throw new SerializationException($"{bytes.Length} bytes are no valid '{manifest}': {error.Message}", error);
        }
    }
}
