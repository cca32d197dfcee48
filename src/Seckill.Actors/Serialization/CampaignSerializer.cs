using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Seckill.Actors.Campaigns;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Writes and reads everything of campaigns that reaches the journal or leaves a node, as protobuf. Stateless and thread-safe. Anything that
/// it cannot read in full is a <see cref="SerializationException"/>: half an event would mean a slot too many.
/// </summary>
public sealed class CampaignSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored in every journal row: never change it.</summary>
    public const int FixedIdentifier = 1103;

    /// <inheritdoc/>
    public override int Identifier => FixedIdentifier;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The type has no manifest.</exception>
    public override string Manifest(object o) => o switch
    {
        SlotsCommitted => CampaignManifests.Committed,
        CampaignState => CampaignManifests.State,
        CampaignBatch => CampaignManifests.Batch,
        CampaignReply => CampaignManifests.Reply,
        _ => throw new SerializationException($"{nameof(CampaignSerializer)} has no manifest for {o?.GetType().FullName ?? "null"}."),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The serializer does not handle the type, or the object violates its contract.</exception>
    public override byte[] ToBinary(object obj)
    {
        IMessage message = obj switch
        {
            SlotsCommitted committed => CampaignMapping.ToProto(committed),
            CampaignState state => CampaignMapping.ToProto(state),
            CampaignBatch batch => CampaignMapping.ToProto(batch),
            CampaignReply reply => CampaignMapping.ToProto(reply),
            _ => throw new SerializationException($"{nameof(CampaignSerializer)} does not write {obj?.GetType().FullName ?? "null"}."),
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
                CampaignManifests.Committed => CampaignMapping.FromProto(Protos.SlotsCommitted.Parser.ParseFrom(bytes)),
                CampaignManifests.State => CampaignMapping.FromProto(Protos.CampaignState.Parser.ParseFrom(bytes)),
                CampaignManifests.Batch => CampaignMapping.FromProto(Protos.CampaignBatch.Parser.ParseFrom(bytes)),
                CampaignManifests.Reply => CampaignMapping.FromProto(Protos.CampaignReply.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException(
                    $"{nameof(CampaignSerializer)} does not know the manifest '{manifest}': a newer version of the program wrote it."),
            };
        }
        catch (Exception error) when (error is not SerializationException)
        {
            throw new SerializationException($"{bytes.Length} bytes are no valid '{manifest}': {error.Message}", error);
        }
    }
}
