using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Seckill.Actors.Health;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Health;

public sealed class WatchdogSpec(ITestOutputHelper output) : NodeKit(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _projection = new();

    private CoordinatedShutdown.Reason? Reason => CoordinatedShutdown.Get(Sys).ShutdownReason;

    [Fact]
    public async Task A_part_that_ends_ends_the_process()
    {
        var part = CreateTestProbe();
        await StartAsync([part.Ref], []);
        Reason.ShouldBeNull();

        Sys.Stop(part.Ref);

        await EndsAsync();
    }

    [Fact]
    public async Task A_part_that_is_known_by_its_path_ends_the_process_too()
    {
        var part = CreateTestProbe("part");
        await StartAsync([], [part.Ref.Path.ToStringWithoutAddress()]);

        Sys.Stop(part.Ref);

        await EndsAsync();
    }

    [Fact]
    public async Task A_part_that_was_never_there_ends_the_process()
    {
        await StartAsync([], ["/user/nobody"]);

        await EndsAsync();
    }

    [Fact]
    public async Task A_part_that_starts_later_is_watched_from_then_on()
    {
        var watchdog = await StartAsync([], [], awaited: ["/user/late"]);
        Pass(TimeSpan.FromSeconds(10));
        await SettleAsync(watchdog);
        Reason.ShouldBeNull("it has not started yet");
        var part = Sys.ActorOf(Props.Empty, "late");
        Pass(TimeSpan.FromSeconds(1));
        await SettleAsync(watchdog);
        await SettleAsync(part);
        await SettleAsync(watchdog);

        Sys.Stop(part);

        await EndsAsync();
    }

    [Fact]
    public async Task A_singleton_that_is_found_is_watched_from_then_on()
    {
        var part = Sys.ActorOf(Props.Empty, "singleton");
        var watchdog = await StartAsync([], [], singletons: ["/user/singleton"]);
        await SettleAsync(part);
        await SettleAsync(watchdog);

        Sys.Stop(part);

        await EndsAsync();
    }

    [Fact]
    public async Task A_singleton_that_ended_before_it_was_found_ends_the_process_of_its_host()
    {
        var watchdog = await StartAsync([], [], singletons: ["/user/singleton"]);
        await LookAsync(watchdog, MissedLooks.Max - 10);
        Reason.ShouldBeNull("it may still start");

        await LookAsync(watchdog, 10);

        await EndsAsync();
    }

    [Fact]
    public async Task A_node_that_leaves_does_not_wait_for_singletons()
    {
        var watchdog = await StartAsync([], [], singletons: ["/user/singleton"]);
        Cluster.Leave(Cluster.SelfAddress);
        await Eventually.HoldsAsync(() => Cluster.SelfMember.Status.ShouldNotBe(MemberStatus.Up));

        await LookAsync(watchdog, 2 * MissedLooks.Max);

        Reason.ShouldNotBe(WatchdogActor.PartEnded.Instance);
    }

    [Fact]
    public async Task The_orders_tables_stream_is_a_part()
    {
        await StartAsync([], []);

        _projection.SetException(new IOException("The stream is torn (as the test asked)."));

        await EndsAsync();
    }

    [Fact]
    public async Task A_node_that_leaves_stops_its_parts_in_peace()
    {
        var part = CreateTestProbe();
        var watchdog = await StartAsync([part.Ref], []);
        Cluster.Leave(Cluster.SelfAddress);
        await Eventually.HoldsAsync(() => Cluster.SelfMember.Status.ShouldNotBe(MemberStatus.Up));

        await WatchAsync(part.Ref);
        Sys.Stop(part.Ref);
        await ExpectTerminatedAsync(part.Ref, Patience);
        await SettleAsync(watchdog);

        Reason.ShouldNotBe(WatchdogActor.PartEnded.Instance);
    }

    private Task EndsAsync() => Eventually.HoldsAsync(() => Reason.ShouldBe(WatchdogActor.PartEnded.Instance));

    private async Task LookAsync(IActorRef watchdog, int times)
    {
        for (var look = 0; look < times; look++)
        {
            Pass(TimeSpan.FromMilliseconds(100));
            await SettleAsync(watchdog);
        }
    }

    private async Task<IActorRef> StartAsync(
        ImmutableArray<IActorRef> parts, ImmutableArray<string> paths, string[]? awaited = null, string[]? singletons = null)
    {
        var (late, hosted) = (ImmutableArray.Create(awaited ?? []), ImmutableArray.Create(singletons ?? []));
        var watchdog = Sys.ActorOf(Props.Create(() => new WatchdogActor(parts, paths, late, hosted, _projection.Task)));
        await SettleAsync(watchdog);
        return watchdog;
    }
}
