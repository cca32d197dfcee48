using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Serialization;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>
/// Two real nodes on loopback with strict serialization: our messages cross, and so does everything that Akka's own parts
/// (membership, distributed data, shard coordination and hand-over, publish-subscribe, singleton) say to each other.
/// </summary>
public sealed class TwoNodesSpec : IAsyncLifetime
{
    private const string Topic = "board";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _complaints = Channel.CreateUnbounded<string>();
    private readonly Node _first;
    private readonly Node _second;

    public TwoNodesSpec() => (_first, _second) = (new Node(_complaints.Writer), new Node(_complaints.Writer));

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var node in new[] { _first, _second })
        {
            await node.StartAsync(patience.Token);
            await Akka.Cluster.Cluster.Get(node.System).JoinAsync(Akka.Cluster.Cluster.Get(_first.System).SelfAddress, patience.Token);
        }

        // Otherwise all items could find their home before the second node offers one.
        while ((await _first.Region.Ask<CurrentRegions>(GetCurrentRegions.Instance, patience.Token)).Regions.Count < 2)
        {
        }
    }

    [Fact]
    public async Task Messages_cross_nodes_and_nothing_is_refused()
    {
        var homes = new HashSet<long>();
        for (var i = 0; i < 40; i++)
        {
            var item = ItemId.Parse($"item-{i}");
            var fromFirst = await AskAsync(_first, item);
            var fromSecond = await AskAsync(_second, item);
            Portrait.Of(fromSecond).ShouldBe(Portrait.Of(fromFirst));
            homes.Add(fromFirst.Revision);
        }

        homes.ShouldBe([_first.Uid, _second.Uid], ignoreOrder: true, "items live on both nodes, so some answers have crossed");
        (await _first.Singleton.Ask<BatchReply>(new WakeItem(Samples.Item), Patience)).Revision
            .ShouldBe((await _second.Singleton.Ask<BatchReply>(new WakeItem(Samples.Item), Patience)).Revision);
        await PublicationsArriveAsync();
        await StatisticsArriveAsync();

        await CoordinatedShutdown.Get(_second.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).WaitAsync(Patience);
        for (var i = 0; i < 40; i++)
            (await AskAsync(_first, ItemId.Parse($"item-{i}"))).Revision.ShouldBe(_first.Uid, "items move when their node leaves");

        if (_complaints.Reader.TryRead(out var complaint)) complaint.ShouldBeNull("strict serialization refused something that is needed");
    }

    [Fact]
    public async Task An_unregistered_message_stays_at_home_and_the_nodes_stay_connected()
    {
        var second = new RootActorPath(Akka.Cluster.Cluster.Get(_second.System).SelfAddress);
        var secondRegion = await _first.System.ActorSelection(second / "system" / "sharding" / ItemSharding.TypeName).ResolveOne(Patience);

        secondRegion.Tell(new PauseSale());

        using var patience = new CancellationTokenSource(Patience);
        (await _complaints.Reader.ReadAsync(patience.Token)).ShouldContain(nameof(PauseSale));
        (await secondRegion.Ask<BatchReply>(new FindOrder(Samples.Item, 1), Patience)).ItemId.ShouldBe(Samples.Item);
    }

    public Task DisposeAsync() => Task.WhenAll(_first.DisposeAsync().AsTask(), _second.DisposeAsync().AsTask());

    private static Task<BatchReply> AskAsync(Node node, ItemId item) => node.Region.Ask<BatchReply>(new FindOrder(item, 1), Patience);

    private async Task PublicationsArriveAsync()
    {
        var published = Samples.All["status-published"];
        var arrival = new TaskCompletionSource<StatusPublished>(TaskCreationOptions.RunContinuationsAsynchronously);
        _second.System.ActorOf(Props.Create(() => new Subscriber(arrival)));

        // The nodes tell each other of subscriptions by gossip: it is published again until it has arrived.
        var mediator = DistributedPubSub.Get(_first.System).Mediator;
        var repeating = _first.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            TimeSpan.Zero, TimeSpan.FromMilliseconds(50), mediator, new Publish(Topic, published), ActorRefs.NoSender);
        Portrait.Of(await arrival.Task.WaitAsync(Patience)).ShouldBe(Portrait.Of(published));
        repeating.Cancel();
    }

    private async Task StatisticsArriveAsync()
    {
        var statistics = await _first.Region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience), Patience);
        statistics.Regions.Count.ShouldBe(2);
        statistics.Regions.Values.Sum(region => region.Stats.Values.Sum()).ShouldBe(40);
    }

    /// <summary>One node: the engine's serialization over the cluster parts that the engine uses.</summary>
    private sealed class Node : IAsyncDisposable, IHostApplicationLifetime
    {
        private readonly ServiceProvider _services;

        public Node(ChannelWriter<string> complaints)
        {
            _services = new ServiceCollection()
                .AddLogging()
                .AddSingleton<IHostApplicationLifetime>(this)
                .AddAkka("two-nodes", builder => builder
                    .AddHocon("""
                        akka.loglevel = WARNING
                        akka.stdout-loglevel = OFF
                        akka.coordinated-shutdown.run-by-actor-system-terminate = off
                        akka.cluster.gossip-interval = 200ms
                        akka.cluster.leader-actions-interval = 200ms
                        akka.cluster.pub-sub.gossip-interval = 100ms
                        akka.cluster.sharding.distributed-data.durable.keys = []
                        akka.cluster.sharding.updating-state-timeout = 2s
                        """, HoconAddMode.Prepend)
                    .WithSeckillSerialization()
                    .WithRemoting("127.0.0.1", 0)
                    .WithClustering()
                    .WithDistributedPubSub(role: null!)
                    .WithShardRegion<Speaker>(
                        ItemSharding.TypeName,
                        (_, _, _) => _ => Props.Create(() => new Speaker()),
                        new ItemSharding.MessageExtractor(),
                        new ShardOptions { StateStoreMode = StateStoreMode.DData, HandOffStopMessage = StopItem.Instance })
                    .WithSingleton<Node>("speaker", (_, _, _) => Props.Create(() => new Speaker())))
                .BuildServiceProvider();
            System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Complaints(complaints))), typeof(LogEvent));
        }

        public ActorSystem System => _services.GetRequiredService<ActorSystem>();

        public IActorRef Region => ActorRegistry.For(System).Get<Speaker>();

        public IActorRef Singleton => ActorRegistry.For(System).Get<Node>();

        public long Uid => Akka.Cluster.Cluster.Get(System).SelfUniqueAddress.Uid;

        /// <summary>A node that has left the cluster would stop its host; there is none here.</summary>
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }

        public Task StartAsync(CancellationToken cancellation) =>
            Task.WhenAll(_services.GetServices<IHostedService>().Select(service => service.StartAsync(cancellation)));

        public async ValueTask DisposeAsync()
        {
            await System.Terminate().WaitAsync(Patience);
            await _services.DisposeAsync();
        }
    }

    /// <summary>Tells which node it lives on.</summary>
    private sealed class Speaker : ReceiveActor
    {
        public Speaker()
        {
            Receive<IWithItemId>(message => Sender.Tell(new BatchReply(
                message.ItemId, Akka.Cluster.Cluster.Get(Context.System).SelfUniqueAddress.Uid, [new Reply(Outcome.OrderNotFound)])));
            Receive<StopItem>(_ => Context.Stop(Self));
        }
    }

    /// <summary>Waits for the first publication.</summary>
    private sealed class Subscriber : ReceiveActor
    {
        public Subscriber(TaskCompletionSource<StatusPublished> arrival)
        {
            Receive<StatusPublished>(published => arrival.TrySetResult(published));
            Receive<SubscribeAck>(_ => { });
        }

        protected override void PreStart() => DistributedPubSub.Get(Context.System).Mediator.Tell(new Subscribe(Topic, Self));
    }

    /// <summary>Collects whatever a log line says against a message's type or bytes.</summary>
    private sealed class Complaints : ReceiveActor
    {
        public Complaints(ChannelWriter<string> complaints) => Receive<LogEvent>(line =>
        {
            var text = $"{line}\n{line.Cause}";
            if (text.Contains("seriali", StringComparison.OrdinalIgnoreCase)) complaints.TryWrite(text);
        });
    }
}
