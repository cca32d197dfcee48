using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Pattern;
using Seckill.Actors.Ledger;
using Seckill.Domain.Campaigns;

namespace Seckill.Actors.Campaigns;

/// <summary>Spreads the buckets of campaigns over the cluster, and supervises them.</summary>
public static class CampaignSharding
{
    /// <summary>Name of the shard region.</summary>
    public const string TypeName = "campaigns";

    /// <summary>Number of shards, never to be changed: as many as an own shard for each bucket of two campaigns needs.</summary>
    public const int ShardCount = 32;

    private const string JournalPrefix = "campaign-";

    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    /// <summary>A bucket's name in the journal. It is stored: never change it. No item's name is like it.</summary>
    public static string JournalIdOf(CampaignBucket bucket) => JournalPrefix + bucket.Name;

    /// <summary>A bucket under a supervisor that restarts it with back-off after a failed write.</summary>
    public static Props PropsOf(CampaignBucket bucket, CampaignEnvironment environment) => BackoffSupervisor.Props(
        Backoff.OnStop(Props.Create(() => new CampaignActor(bucket, environment)), "bucket", BackoffMin, BackoffMax, 0.2, -1)
            .WithSupervisorStrategy(new OneForOneStrategy(-1, -1, _ => Directive.Stop))
            .WithFinalStopMessage(message => message is StopCampaign)
            .WithReplyWhileStopped(WriterUnavailable.Instance));

    /// <summary>Finds a bucket's shard by its name.</summary>
    public sealed class MessageExtractor() : HashCodeMessageExtractor(ShardCount)
    {
        /// <inheritdoc/>
        public override string? EntityId(object message) => (message as CampaignBatch)?.Bucket.Name;
    }
}
