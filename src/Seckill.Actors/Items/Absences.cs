using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;

namespace Seckill.Actors.Items;

/// <summary>
/// Which nodes of the cluster this one does not reach at the moment. What is sent to them is lost without a trace, so a message to an
/// item on such a node rather waits until the node is back, or its items have moved. Written by one actor, read by many threads.
/// </summary>
public sealed class Absences
{
    private volatile ImmutableHashSet<int> _absent = [];

    /// <summary>Whether a node, by its unique id, is a member that cannot be reached.</summary>
    public bool IsAbsent(int node) => _absent.Contains(node);

    internal void Add(int node) => _absent = _absent.Add(node);

    /// <summary>Ends an absence: the node is back, or the cluster has removed it and its items move.</summary>
    internal void Remove(int node) => _absent = _absent.Remove(node);
}

/// <summary>Keeps a node's <see cref="Absences"/>.</summary>
public sealed class AbsenceActor : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <summary>Makes the keeper.</summary>
    public AbsenceActor(Absences absences)
    {
        ArgumentNullException.ThrowIfNull(absences);
        Receive<ClusterEvent.UnreachableMember>(gone => absences.Add(gone.Member.UniqueAddress.Uid));
        Receive<ClusterEvent.ReachableMember>(back => absences.Remove(back.Member.UniqueAddress.Uid));
        Receive<ClusterEvent.MemberRemoved>(removed => absences.Remove(removed.Member.UniqueAddress.Uid));
    }

    /// <inheritdoc/>
    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
