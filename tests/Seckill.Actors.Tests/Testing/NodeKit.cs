using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Configuration;
using Akka.Hosting;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Testing;

/// <summary>A node on its own: a real cluster of one with publish-subscribe, a probe where the items are, and virtual time.</summary>
public abstract class NodeKit : TestKit, IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    protected static readonly ItemId Item = ItemId.Parse("phone");
    protected static readonly ItemId Other = ItemId.Parse("tablet");

    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka.loglevel = ERROR
        akka.actor.provider = cluster
        akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
        akka.scheduler.implementation = "Seckill.Actors.Tests.Testing.VirtualScheduler, Seckill.Actors.Tests"
        # The phases of a planned stop wait for virtual time, which nobody moves at the end of a test.
        akka.coordinated-shutdown { run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off }
        akka.cluster.pub-sub.role = ""
        akka.cluster.roles = [items]
        """);

    protected NodeKit(ITestOutputHelper output)
        : base(Settings.WithFallback(DistributedPubSub.DefaultConfig()), output: output)
    {
        Items = CreateTestProbe("items");
        Region = new RequiredItems(Items.Ref);
    }

    protected FakeTimeProvider Time { get; } = new(Start);

    /// <summary>Stands for the shard region, and gets everything that is said to any item.</summary>
    protected TestProbe Items { get; }

    protected IRequiredActor<ItemActor> Region { get; }

    protected FakeTables Tables { get; } = new();

    protected Akka.Cluster.Cluster Cluster => Akka.Cluster.Cluster.Get(Sys);

    protected IActorRef Mediator => DistributedPubSub.Get(Sys).Mediator;

    public async Task InitializeAsync()
    {
        Cluster.Join(Cluster.SelfAddress);
        await Eventually.HoldsAsync(() => Cluster.State.Members.ShouldHaveSingleItem().Status.ShouldBe(MemberStatus.Up));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Lets time pass for clocks and timers alike.</summary>
    protected void Pass(TimeSpan duration)
    {
        Time.Advance(duration);
        ((VirtualScheduler)Sys.Scheduler).Advance(duration);
    }

    /// <summary>Returns when the actor has worked off what it was sent before.</summary>
    protected static Task SettleAsync(IActorRef actor) => actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10));

    /// <summary>Returns when the actor has read the rows so many times, and has taken what it read.</summary>
    protected async Task HasLookedAsync(IActorRef actor, int times)
    {
        await Eventually.HoldsAsync(() => Tables.Looks.ShouldBe(times));
        // Once for the turn in which it looks, and once for the turn in which it takes the answer.
        await SettleAsync(actor);
        await SettleAsync(actor);
    }

    /// <summary>What the cluster says when it has given up a node.</summary>
    protected ClusterEvent.MemberRemoved SomebodyRemoved()
    {
        var member = Cluster.State.Members.Single();
        return new ClusterEvent.MemberRemoved(member.Copy(MemberStatus.Down).Copy(MemberStatus.Removed), MemberStatus.Down);
    }

    protected static ItemStatus StatusOf(ItemId item, long revision = 1, long available = 10, TimeSpan? opensIn = null) => new(
        item, revision,
        new ItemTerms(
            "Phone", null, Money.Create(1, "CNY"), Start + (opensIn ?? TimeSpan.Zero), Start.AddHours(2), 1, TimeSpan.FromMinutes(5),
            ticketRequired: false),
        new Stock(10, available, 10 - available, 0), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: 0);
}
