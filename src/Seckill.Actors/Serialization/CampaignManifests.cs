namespace Seckill.Actors.Serialization;

/// <summary>The names under which <see cref="CampaignSerializer"/> writes each type. Frozen, like those of items.</summary>
internal static class CampaignManifests
{
    public const string Committed = "campaign.batch.v1";
    public const string State = "campaign.state.v1";
    public const string Batch = "c.commands";
    public const string Reply = "c.answers";
}
