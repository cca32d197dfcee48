using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Pattern;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;

namespace Seckill.Actors.WaitingRooms;

/// <summary>Spreads waiting rooms over the cluster, and supervises them, as <see cref="ItemSharding"/> does with items.</summary>
public static class RoomSharding
{
    /// <summary>Name of the shard region.</summary>
    public const string TypeName = "rooms";

    private const string Prefix = "room-";
    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    /// <summary>The room's name in the journal. It is stored: never change it. No item's name is like it.</summary>
    public static string PersistenceIdOf(ItemId item) => Prefix + item.Value;

    /// <summary>A room under a supervisor that restarts it with back-off, and meanwhile tells callers that nothing was decided.</summary>
    public static Props PropsOf(ItemId item, RoomEnvironment environment) => BackoffSupervisor.Props(
        Backoff.OnStop(Props.Create(() => new WaitingRoomActor(item, environment)), "room", BackoffMin, BackoffMax, 0.2, -1)
            .WithSupervisorStrategy(new OneForOneStrategy(-1, -1, _ => Directive.Stop))
            .WithFinalStopMessage(message => message is StopRoom)
            .WithReplyWhileStopped(WriterUnavailable.Instance));

    /// <summary>Finds a room's shard by its item's id. The number of shards is never to be changed.</summary>
    public sealed class MessageExtractor() : HashCodeMessageExtractor(ItemSharding.ShardCount)
    {
        /// <inheritdoc/>
        public override string? EntityId(object message) => (message as IWithRoom)?.Item.Value;
    }
}
