using Akka.Actor;

namespace Seckill.Actors.Ledger;

/// <summary>
/// Keeps entities alive without traffic: items their waiting rooms, rooms their items, and the node's own actors whatever is unsettled.
/// </summary>
internal static class Waking
{
    /// <summary>
    /// Tells an entity's region to wake it, unless this node has begun to end. A region ends only when it holds no message, and when a cluster's
    /// last node ends, no shard that has left gets another place: a single message to it would hold the node up until Akka loses patience.
    /// </summary>
    public static void Wake(this IActorRef region, ActorSystem system, object message, IActorRef? sender)
    {
        if (CoordinatedShutdown.Get(system).ShutdownReason is null) region.Tell(message, sender);
    }
}
