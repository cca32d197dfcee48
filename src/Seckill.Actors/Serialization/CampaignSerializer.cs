using Akka.Actor;
using Google.Protobuf;
using Seckill.Actors.Campaigns;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Everything of campaigns that is kept or travels.</summary>
public sealed class CampaignSerializer(ExtendedActorSystem system) : ProtobufSerializer(system, FixedIdentifier)
{
    /// <summary>Stored in every journal row: never change it.</summary>
    public const int FixedIdentifier = 1103;

    /// <inheritdoc/>
    protected override string? ManifestOf(object value) => value switch
    {
        SlotsCommitted => CampaignManifests.Committed,
        CampaignState => CampaignManifests.State,
        CampaignBatch => CampaignManifests.Batch,
        CampaignReply => CampaignManifests.Reply,
        _ => null,
    };

    private protected override IMessage? ToProto(object value) => value switch
    {
        SlotsCommitted committed => CampaignMapping.ToProto(committed),
        CampaignState state => CampaignMapping.ToProto(state),
        CampaignBatch batch => CampaignMapping.ToProto(batch),
        CampaignReply reply => CampaignMapping.ToProto(reply),
        _ => null,
    };

    /// <inheritdoc/>
    protected override object? Read(byte[] bytes, string manifest) => manifest switch
    {
        CampaignManifests.Committed => CampaignMapping.FromProto(Protos.SlotsCommitted.Parser.ParseFrom(bytes)),
        CampaignManifests.State => CampaignMapping.FromProto(Protos.CampaignState.Parser.ParseFrom(bytes)),
        CampaignManifests.Batch => CampaignMapping.FromProto(Protos.CampaignBatch.Parser.ParseFrom(bytes)),
        CampaignManifests.Reply => CampaignMapping.FromProto(Protos.CampaignReply.Parser.ParseFrom(bytes)),
        _ => null,
    };
}
