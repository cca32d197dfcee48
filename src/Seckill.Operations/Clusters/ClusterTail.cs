using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;

namespace Seckill.Operations.Clusters;

/// <summary>One change of membership.</summary>
/// <param name="Address">The member.</param>
/// <param name="What">What happened to it.</param>
internal readonly record struct MembershipNews(string Address, string What);

/// <summary>Hears of every change of membership and hands it to one console. The console ends it when it goes.</summary>
internal sealed class ClusterTailActor : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    public ClusterTailActor(ChannelWriter<MembershipNews> console)
    {
        Receive<ClusterEvent.IMemberEvent>(change => Tell(console, change.Member.Address, $"is {change.Member.Status.ToString().ToLowerInvariant()}"));
        Receive<ClusterEvent.UnreachableMember>(change => Tell(console, change.Member.Address, "is unreachable"));
        Receive<ClusterEvent.ReachableMember>(change => Tell(console, change.Member.Address, "is reachable again"));
        Receive<ClusterEvent.LeaderChanged>(change => Tell(console, change.Leader, "leads"));
    }

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.LeaderChanged));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private static void Tell(ChannelWriter<MembershipNews> console, Address? member, string what) =>
        console.TryWrite(new MembershipNews(member?.ToString() ?? "nobody", what));
}
