using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Pattern;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>Spreads items over the cluster, and supervises them.</summary>
public static class ItemSharding
{
    /// <summary>Name of the shard region.</summary>
    public const string TypeName = "items";

    /// <summary>Number of shards, never to be changed: ten for each of the ten nodes that a sale may grow to.</summary>
    public const int ShardCount = 100;

    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    /// <summary>
    /// An item under a supervisor, which restarts it with back-off after a failed write, even without traffic, and meanwhile tells
    /// callers that nothing was decided.
    /// </summary>
    public static Props PropsOf(ItemId item, ItemEnvironment environment) => BackoffSupervisor.Props(
        Backoff.OnStop(Props.Create(() => new ItemActor(item, environment)), "item", BackoffMin, BackoffMax, 0.2, -1)
            .WithSupervisorStrategy(new OneForOneStrategy(-1, -1, _ => Directive.Stop))
            .WithFinalStopMessage(message => message is StopItem)
            .WithReplyWhileStopped(WriterUnavailable.Instance));

    /// <summary>Finds an item's shard by the item's id.</summary>
    public sealed class MessageExtractor() : HashCodeMessageExtractor(ShardCount)
    {
        /// <inheritdoc/>
        public override string? EntityId(object message) => (message as IWithItemId)?.ItemId.Value;
    }
}

/// <summary>Asks an item to finish its write, save a snapshot and stop, because it moves or has nothing left to do.</summary>
public sealed record StopItem
{
    /// <summary>The only value.</summary>
    public static StopItem Instance { get; } = new();
}
