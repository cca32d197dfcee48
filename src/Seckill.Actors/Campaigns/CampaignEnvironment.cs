using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Domain.Campaigns;

namespace Seckill.Actors.Campaigns;

/// <summary>What a campaign's bucket needs from its node.</summary>
/// <param name="Time">The bucket's clock.</param>
/// <param name="Limits">Bounds of its buffer, batches and memory.</param>
/// <param name="Node">Unique id of the cluster node; 0 when there is no cluster.</param>
public sealed record CampaignEnvironment(TimeProvider Time, SeckillLimits Limits, int Node = 0)
{
    /// <summary>
    /// What holds for all buckets. A slot's purchase gets as long as a request may take, and the difference that two clocks may have.
    /// </summary>
    public CampaignRule Rule { get; } =
        new(Limits.CampaignBuyersMax, TimeSpan.FromMilliseconds(Limits.RequestTimeoutMs) + CampaignLimits.ClockSkewMax);

    /// <summary>Which snapshots the node's buckets may start from.</summary>
    public SnapshotTrust Snapshots { get; } = new();
}
