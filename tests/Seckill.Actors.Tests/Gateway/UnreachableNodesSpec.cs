using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit.Xunit2;
using Seckill.Actors.Gateway;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Gateway;

/// <summary>Two real nodes, one of which disappears without a word.</summary>
public sealed class UnreachableNodesSpec : TestKit, IAsyncLifetime
{
    private const string Settings = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        akka.coordinated-shutdown { run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off }
        akka.cluster {
          gossip-interval = 100ms
          leader-actions-interval = 100ms
          unreachable-nodes-reaper-interval = 100ms
          failure-detector { heartbeat-interval = 100ms, acceptable-heartbeat-pause = 1s, expected-response-after = 100ms }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly UnreachableNodes _unreachable = new();
    private readonly ActorSystem _other;

    public UnreachableNodesSpec(ITestOutputHelper output)
        : base(Settings, output: output) => _other = ActorSystem.Create(Sys.Name, Settings);

    private Akka.Cluster.Cluster Mine => Akka.Cluster.Cluster.Get(Sys);

    private Akka.Cluster.Cluster Its => Akka.Cluster.Cluster.Get(_other);

    private bool IsUnreachable => _unreachable.Contains(Its.SelfUniqueAddress.Uid);

    public async Task InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await Mine.JoinAsync(Mine.SelfAddress, limit.Token);
        await Its.JoinAsync(Mine.SelfAddress, limit.Token);
        await Eventually.HoldsAsync(() => Mine.State.Members.Count(member => member.Status == MemberStatus.Up).ShouldBe(2));
    }

    public async Task DisposeAsync() => await _other.Terminate();

    [Fact]
    public async Task A_node_that_falls_silent_is_unreachable_until_the_cluster_gives_it_up()
    {
        StartKeeper();
        IsUnreachable.ShouldBeFalse();

        await _other.Terminate().WaitAsync(Patience);
        await Eventually.HoldsAsync(() => IsUnreachable.ShouldBeTrue());
        _unreachable.Contains(Mine.SelfUniqueAddress.Uid).ShouldBeFalse();
        Mine.Down(Its.SelfAddress);

        await Eventually.HoldsAsync(() => IsUnreachable.ShouldBeFalse());
    }

    [Fact]
    public async Task A_keeper_that_starts_late_knows_who_is_unreachable_already()
    {
        await _other.Terminate().WaitAsync(Patience);
        await Eventually.HoldsAsync(() => Mine.State.Unreachable.Count.ShouldBe(1));

        StartKeeper();

        await Eventually.HoldsAsync(() => IsUnreachable.ShouldBeTrue());
    }

    [Fact]
    public async Task Repeated_and_late_news_change_nothing()
    {
        var keeper = StartKeeper();
        var member = Mine.State.Members.Single(member => member.UniqueAddress.Equals(Its.SelfUniqueAddress));

        keeper.Tell(new ClusterEvent.UnreachableMember(member));
        keeper.Tell(new ClusterEvent.UnreachableMember(member));
        await Eventually.HoldsAsync(() => IsUnreachable.ShouldBeTrue());
        keeper.Tell(new ClusterEvent.ReachableMember(member));
        keeper.Tell(new ClusterEvent.ReachableMember(member));

        await Eventually.HoldsAsync(() => IsUnreachable.ShouldBeFalse());
    }

    private IActorRef StartKeeper() => Sys.ActorOf(Props.Create(() => new UnreachableNodesActor(_unreachable)));
}
