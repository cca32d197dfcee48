using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Trust;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Trust;

/// <summary>A node's remoting with the production options, and a stranger that trusts everybody; each calls the other.</summary>
public sealed class ClusterTrustSpec : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClusterCa _authority = new();
    private readonly ClusterCa _foreign = new("foreign");
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var system in _systems) await system.Terminate();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task A_node_says_nothing_to_a_peer_of_another_authority_hears_nothing_from_it_and_lives_on()
    {
        using var foreign = _foreign.Issue("node2");
        using var right = _authority.Issue("node2");
        var (node, heardByNode) = NewNode();
        var (stranger, heardByStranger) = NewPeer(foreign);
        var (peer, heardByPeer) = NewPeer(right);

        var refusals = Task.WhenAll(RefusalAsync(node, stranger), RefusalAsync(stranger, node));
        EarOf(node, stranger).Tell("to a stranger");
        EarOf(stranger, node).Tell("from a stranger");
        await refusals.WaitAsync(Patience);
        (await EarOf(node, peer).Ask<string>("to a peer", Patience)).ShouldBe("heard");
        (await EarOf(peer, node).Ask<string>("from a peer", Patience)).ShouldBe("heard");

        heardByPeer.ShouldBe(["to a peer"]);
        heardByNode.ShouldBe(["from a peer"]);
        heardByStranger.ShouldBeEmpty();
        CoordinatedShutdown.Get(node).ShutdownReason.ShouldBeNull("a peer with a wrong certificate must not end a healthy node");
    }

    [Fact]
    public async Task A_peer_that_dies_in_the_middle_of_a_handshake_does_not_take_the_node_with_it()
    {
        var (node, _) = NewNode();
        using var dying = new TcpListener(IPAddress.Loopback, 0);
        dying.Start();
        var address = new Address("akka.ssl.tcp", "seckill", "127.0.0.1", ((IPEndPoint)dying.LocalEndpoint).Port);
        var refusal = RefusalAsync(node, address);

        node.ActorSelection($"{address}/user/ear").Tell("to one that dies");
        using (var connection = await dying.AcceptSocketAsync())
        {
            (await connection.ReceiveAsync(new byte[1])).ShouldBe(1, "the handshake has begun");
        }

        await refusal.WaitAsync(Patience);
        CoordinatedShutdown.Get(node).ShutdownReason.ShouldBeNull();
    }

    [Fact]
    public async Task A_peer_that_never_answers_a_handshake_is_given_up()
    {
        var certificates = NewCertificates();
        var time = new FakeTimeProvider();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var trial = new ClusterTrust(certificates, time).WhyNotAsync(
            new Address("ssl.tcp", "seckill", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port));
        using var connection = await silent.AcceptSocketAsync();
        time.Advance(TimeSpan.FromSeconds(10));

        (await trial.WaitAsync(Patience)).ShouldNotBeNull().ShouldContain("in time");
    }

    /// <summary>Completes when one has given up a connection to the other.</summary>
    private static Task RefusalAsync(ActorSystem from, ActorSystem to) => RefusalAsync(from, AddressOf(to));

    private static Task RefusalAsync(ActorSystem from, Address address)
    {
        var refusal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        from.EventStream.Subscribe(from.ActorOf(Props.Create(() => new Listener(address, refusal))), typeof(AssociationErrorEvent));
        return refusal.Task;
    }

    private ClusterCertificates NewCertificates()
    {
        using var own = _authority.Issue("node1");
        var (certificate, key) = _authority.Save(own);
        return ClusterCertificates.Load(
            new ClusterTlsSettings { Certificate = certificate, Key = key, Authorities = _authority.AuthorityFile },
            TimeProvider.System);
    }

    private (ActorSystem System, ConcurrentQueue<string> Heard) NewNode()
    {
        var trust = new ClusterTrust(NewCertificates(), TimeProvider.System);
        var ssl = trust.Options;
        return New(CautiousTransport.Hocon, trust, new DotNettySslSetup(
            ssl.X509Certificate!, ssl.SuppressValidation!.Value, ssl.RequireMutualAuthentication!.Value,
            ssl.ValidateCertificateHostname!.Value, ssl.CustomValidator));
    }

    private (ActorSystem System, ConcurrentQueue<string> Heard) NewPeer(X509Certificate2 certificate) =>
        New("", new DotNettySslSetup(certificate, suppressValidation: true, requireMutualAuthentication: true));

    private (ActorSystem System, ConcurrentQueue<string> Heard) New(string hocon, params Setup[] setups)
    {
        var config = ConfigurationFactory.ParseString(hocon).WithFallback(ConfigurationFactory.ParseString("""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor.provider = remote
              remote.retry-gate-closed-for = 100ms
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, enable-ssl = on }
            }
            """));
        var heard = new ConcurrentQueue<string>();
        var system = ActorSystem.Create("seckill", ActorSystemSetup.Create([BootstrapSetup.Create().WithConfig(config), .. setups]));
        system.ActorOf(Props.Create(() => new Ear(heard)), "ear");
        _systems.Add(system);
        return (system, heard);
    }

    private static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    private static ActorSelection EarOf(ActorSystem from, ActorSystem to) => from.ActorSelection($"{AddressOf(to)}/user/ear");

    private sealed class Ear : ReceiveActor
    {
        public Ear(ConcurrentQueue<string> heard) => Receive<string>(text =>
        {
            heard.Enqueue(text);
            Sender.Tell("heard");
        });
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(Address peer, TaskCompletionSource refusal) => Receive<AssociationErrorEvent>(error =>
        {
            if (error.RemoteAddress == peer) refusal.TrySetResult();
        });
    }
}
