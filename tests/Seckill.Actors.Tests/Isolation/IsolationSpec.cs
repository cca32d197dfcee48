using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.TestKit;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Isolation;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Isolation;

public sealed class IsolationSpec(ITestOutputHelper output) : NodeKit(output)
{
    private const int AnotherNode = 4711;

    /// <summary>The seconds of <see cref="SeckillLimits.StorageIsolationMs"/>: the report that ends them makes an isolated node leave.</summary>
    private const int UntilIsolated = 5;

    private const int LongEnough = UntilIsolated + 3;

    private readonly Storage _storage = new();

    [Fact]
    public async Task A_node_that_reaches_the_storage_says_so_every_second_and_stays()
    {
        var (isolation, reports) = await StartAsync();

        await SecondsPassAsync(isolation, reports, LongEnough, mine: true, others: false);

        MyStatus.ShouldBe(MemberStatus.Up);
    }

    [Fact]
    public async Task A_node_that_alone_is_cut_off_leaves_the_cluster_and_says_so_once()
    {
        _storage.IsHealthy = false;
        var (isolation, reports) = await StartAsync();

        await EventFilter.Error(contains: "leaves the cluster").ExpectAsync(1, async () =>
        {
            await SecondsPassAsync(isolation, reports, UntilIsolated, mine: false, others: true);
            for (var repeats = 0; repeats < 3; repeats++) isolation.Tell(new StorageReport(AnotherNode, IsHealthy: true));
            await Eventually.HoldsAsync(HasLeft);
        });
    }

    [Fact]
    public async Task A_storage_that_throws_is_one_that_is_not_reached()
    {
        _storage.Throws = true;
        var (isolation, reports) = await StartAsync();

        await SecondsPassAsync(isolation, reports, UntilIsolated, mine: false, others: true);

        await Eventually.HoldsAsync(HasLeft);
    }

    [Fact]
    public async Task Nobody_leaves_while_the_storage_is_away_for_all()
    {
        _storage.IsHealthy = false;
        var (isolation, reports) = await StartAsync();

        await SecondsPassAsync(isolation, reports, LongEnough, mine: false, others: false);

        MyStatus.ShouldBe(MemberStatus.Up);
    }

    [Fact]
    public async Task A_node_that_is_back_in_time_stays()
    {
        _storage.IsHealthy = false;
        var (isolation, reports) = await StartAsync();
        await SecondsPassAsync(isolation, reports, 3, mine: false, others: true);

        _storage.IsHealthy = true;
        await SecondsPassAsync(isolation, reports, LongEnough, mine: true, others: true);

        MyStatus.ShouldBe(MemberStatus.Up);
    }

    [Fact]
    public async Task A_slow_storage_is_asked_once_at_a_time()
    {
        var (isolation, reports) = await StartAsync();
        var slow = _storage.Hold();
        Pass(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => _storage.Asked.ShouldBe(2));
        await SettleAsync(isolation);

        Pass(TimeSpan.FromSeconds(5));
        await SettleAsync(isolation);
        _storage.Asked.ShouldBe(2);
        slow.SetResult();

        (await reports.ExpectMsgAsync<StorageReport>(TimeSpan.FromSeconds(10))).IsHealthy.ShouldBeTrue();
    }

    private MemberStatus? MyStatus => Cluster.State.Members.SingleOrDefault()?.Status;

    private void HasLeft() => MyStatus.ShouldNotBe(MemberStatus.Up);

    /// <summary>Starts the watch, with a listener for its reports; returns after the first of them.</summary>
    private async Task<(IActorRef Isolation, TestProbe Reports)> StartAsync()
    {
        var reports = CreateTestProbe();
        Mediator.Tell(new Subscribe(IsolationActor.Topic, reports), reports);
        await reports.ExpectMsgAsync<SubscribeAck>(TimeSpan.FromSeconds(10));
        var isolation = Sys.ActorOf(Props.Create(() => new IsolationActor(_storage, Options.Create(new SeckillLimits()), Time)));
        await reports.ExpectMsgAsync<StorageReport>(TimeSpan.FromSeconds(10));
        await SettleAsync(isolation);
        return (isolation, reports);
    }

    /// <summary>In every second this node and another one report what they say of the storage.</summary>
    private async Task SecondsPassAsync(IActorRef isolation, TestProbe reports, int seconds, bool mine, bool others)
    {
        for (var second = 1; second <= seconds; second++)
        {
            Mediator.Tell(new Publish(IsolationActor.Topic, new StorageReport(AnotherNode, others)));
            (await reports.ExpectMsgAsync<StorageReport>(TimeSpan.FromSeconds(10))).Node.ShouldBe(AnotherNode);
            await SettleAsync(isolation);
            Pass(TimeSpan.FromSeconds(1));
            var report = await reports.ExpectMsgAsync<StorageReport>(TimeSpan.FromSeconds(10));
            report.ShouldBe(new StorageReport(Cluster.SelfUniqueAddress.Uid, mine), second.ToString(CultureInfo.InvariantCulture));
            await SettleAsync(isolation);
        }
    }

    private sealed class Storage : IStorageHealth
    {
        private volatile Task _gate = Task.CompletedTask;
        private int _asked;

        public volatile bool IsHealthy = true;

        public volatile bool Throws;

        public int Asked => Volatile.Read(ref _asked);

        public TaskCompletionSource Hold()
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _gate = gate.Task;
            return gate;
        }

        public async Task<bool> IsHealthyAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            await _gate.WaitAsync(cancellation);
            return Throws ? throw new IOException("No route (as the test asked).") : IsHealthy;
        }
    }
}
