using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;

namespace Seckill.Actors.Gateway;

/// <summary>
/// The cluster's nodes that this node does not reach at the moment. Messages to them are lost without a trace, so a message to an item
/// on such a node waits until the node is back or its items have moved. Written by one actor, read by many threads.
/// </summary>
public sealed class UnreachableNodes
{
    private volatile ImmutableHashSet<int> _nodes = [];

    /// <summary>Whether the node with this unique id is a member that cannot be reached.</summary>
    public bool Contains(int node) => _nodes.Contains(node);

    internal void Add(int node) => _nodes = _nodes.Add(node);

    /// <summary>Removes a node: it is back, or the cluster has removed it and its items move.</summary>
    internal void Remove(int node) => _nodes = _nodes.Remove(node);
}

/// <summary>Keeps a node's <see cref="UnreachableNodes"/> up to date.</summary>
public sealed class UnreachableNodesActor : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <summary>Creates the actor.</summary>
    public UnreachableNodesActor(UnreachableNodes unreachable)
    {
        ArgumentNullException.ThrowIfNull(unreachable);
        Receive<ClusterEvent.UnreachableMember>(gone => unreachable.Add(gone.Member.UniqueAddress.Uid));
        Receive<ClusterEvent.ReachableMember>(back => unreachable.Remove(back.Member.UniqueAddress.Uid));
        Receive<ClusterEvent.MemberRemoved>(removed => unreachable.Remove(removed.Member.UniqueAddress.Uid));
    }

    /// <inheritdoc/>
    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
