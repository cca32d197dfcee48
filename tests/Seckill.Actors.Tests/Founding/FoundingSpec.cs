using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Microsoft.Extensions.Options;
using Seckill.Actors.Founding;
using Seckill.Actors.Hosting;
using Shouldly;
using Xunit;
using ClusterSettings = Seckill.Actors.Hosting.ClusterSettings;

namespace Seckill.Actors.Tests.Founding;

/// <summary>Real nodes on loopback that know each other by the register.</summary>
public sealed class FoundingSpec : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly ImmutableArray<int> _ports = FreePorts(3);
    private readonly SharedRegister _register = new();
    private readonly List<ActorSystem> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.WhenAll(_nodes.Select(node => node.Terminate()));

    [Fact]
    public async Task Nodes_that_start_at_once_are_one_cluster()
    {
        var nodes = _ports.Select(port => Start(port, _register, _ports)).ToArray();

        foreach (var node in nodes) await BecomesAsync(node, members: 3);
    }

    [Fact]
    public async Task A_node_comes_in_even_if_no_seed_node_is_there()
    {
        int[] seeds = [_ports[0]];
        var first = Start(_ports[0], _register, seeds);
        await BecomesAsync(first, members: 1);
        var second = Start(_ports[1], _register, seeds);
        await BecomesAsync(second, members: 2);
        await CoordinatedShutdown.Get(first).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).WaitAsync(Patience);
        await BecomesAsync(second, members: 1);

        var third = Start(_ports[2], _register, seeds);
        await BecomesAsync(third, members: 2);

        var again = Start(_ports[0], _register, seeds);
        await BecomesAsync(again, members: 3);
    }

    [Fact]
    public async Task Of_two_clusters_the_one_that_has_the_register_goes_on()
    {
        var (first, second) = (new RegisterRoute(_register), new RegisterRoute(new SharedRegister()));
        var owner = Start(_ports[0], first, [_ports[0]]);
        var other = Start(_ports[1], second, [_ports[1]]);
        await BecomesAsync(owner, members: 1);
        await BecomesAsync(other, members: 1);

        second.Target = _register;

        await other.WhenTerminated.WaitAsync(Patience);
        await BecomesAsync(owner, members: 1);
        owner.WhenTerminated.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_is_no_seed_node_founds_nothing()
    {
        var node = Start(_ports[1], _register, [_ports[0]]);

        using var limit = new CancellationTokenSource(Patience);
        // A seed node would have written after the first.
        for (var looks = 0; looks < 3; looks++) await _register.WhenReadAsync(limit.Token);

        Akka.Cluster.Cluster.Get(node).State.Members.ShouldBeEmpty();
        (await _register.ReadAsync(CancellationToken.None)).Beat.ShouldBe(0);
    }

    private static async Task BecomesAsync(ActorSystem node, int members)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (Akka.Cluster.Cluster.Get(node).State.Members.Count(member => member.Status == MemberStatus.Up) != members)
            await Task.Delay(LookEvery, limit.Token);
    }

    private ActorSystem Start(int port, IClusterRegister register, IEnumerable<int> seeds)
    {
        var system = ActorSystem.Create(EngineHosting.SystemName, ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              stdout-loglevel = OFF
              loglevel = OFF
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = {{port.ToString(CultureInfo.InvariantCulture)}} }
              cluster { seed-node-timeout = 300ms, gossip-interval = 100ms, leader-actions-interval = 100ms }
            }
            """));
        _nodes.Add(system);
        var settings = new ClusterSettings();
        foreach (var seed in seeds) settings.SeedNodes.Add($"127.0.0.1:{seed.ToString(CultureInfo.InvariantCulture)}");
        system.ActorOf(Props.Create(() => new FoundingActor(register, Options.Create(settings), TimeProvider.System)), "founding");
        return system;
    }

    /// <summary>Ports that nobody listens on at present.</summary>
    private static ImmutableArray<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        ImmutableArray<int> ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
