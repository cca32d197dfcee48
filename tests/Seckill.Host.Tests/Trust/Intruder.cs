using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Tests.Trust;

/// <summary>A small Akka.NET client that knows the protocol and talks to a node's remoting port, believing whatever the node shows.</summary>
internal sealed class Intruder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly ActorSystem _system;
    private readonly string _node;

    /// <summary>Makes a client.</summary>
    /// <param name="port">The node's remoting port on 127.0.0.1.</param>
    /// <param name="certificate">What it shows; null to speak without TLS.</param>
    /// <param name="shows">Whether it shows its certificate, or only accepts the node's.</param>
    public Intruder(int port, X509Certificate2? certificate, bool shows = true)
    {
        var config = ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor {
                provider = remote
                serializers.item = "Seckill.Actors.Serialization.ItemSerializer, Seckill.Actors"
                serialization-bindings { "Seckill.Domain.Items.ItemProtocol+IWithItemId, Seckill.Domain" = item }
              }
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, enable-ssl = {{(certificate is null ? "off" : "on")}} }
            }
            """);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        if (certificate is not null)
            setup = setup.And(new DotNettySslSetup(certificate, suppressValidation: true, requireMutualAuthentication: shows));
        _system = ActorSystem.Create("seckill", setup);
        _node = string.Create(CultureInfo.InvariantCulture, $"akka.{(certificate is null ? "" : "ssl.")}tcp://seckill@127.0.0.1:{port}");
    }

    /// <summary>Sells, pays and adds stock. True when the node answers in time; whoever expects that may give it longer.</summary>
    public async Task<bool> CommandAsync(string item, TimeSpan? patience = null)
    {
        ICommand[] commands =
        [
            new ReserveStock(BuyerId.Parse("victim"), Quantity.Create(1), null),
            new ConfirmPayment(1, PaymentId.Parse("stolen"), Money.Create(9_900, "CNY")),
            new AdjustStock(100, "a gift", IdempotencyKey.Parse("gift")),
        ];
        try
        {
            return await Region.Ask<object>(new CommandBatch(ItemId.Parse(item), [.. commands]), patience ?? Patience) is BatchReply;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Tries to kill an actor of the node.</summary>
    public void Poison(string path) => _system.ActorSelection(_node + path).Tell(PoisonPill.Instance);

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    private ActorSelection Region => _system.ActorSelection($"{_node}/system/sharding/{ItemSharding.TypeName}");
}
