using System.Collections.Immutable;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <summary>Marks what may leave a node about campaigns. Bound to <c>CampaignSerializer</c>.</summary>
public interface ICampaignMessage;

/// <summary>Commands that one node gathered for one bucket. The answer is one <see cref="CampaignReply"/>.</summary>
/// <param name="Bucket">The bucket; it picks the shard.</param>
/// <param name="Commands">The commands, in order.</param>
public sealed record CampaignBatch(CampaignBucket Bucket, ImmutableArray<ICommand> Commands) : ICampaignMessage;

/// <summary>Answers to a batch, in the order of its commands.</summary>
/// <param name="Bucket">The answering bucket.</param>
/// <param name="Answers">One per command.</param>
/// <param name="Node">Unique id of the cluster node that the bucket lives on; 0 when it is not in a cluster.</param>
public sealed record CampaignReply(CampaignBucket Bucket, ImmutableArray<SlotAnswer> Answers, int Node = 0) : ICampaignMessage;

/// <summary>Asks a bucket to finish its write and stop, because it moves or has been idle.</summary>
public sealed record StopCampaign
{
    /// <summary>The only value.</summary>
    public static StopCampaign Instance { get; } = new();
}
