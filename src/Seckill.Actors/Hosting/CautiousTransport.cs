using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace Seckill.Actors.Hosting;

/// <summary>
/// The library's TCP transport, with a trial before each connection that this node makes. The library shuts the whole node down when a
/// TLS handshake that the node began fails. One peer with a wrong certificate, or one that dies in the middle of a handshake, would
/// end every healthy node that dials it. So the handshake is tried first on a connection of its own, where a failure only means
/// that the peer cannot be reached.
/// </summary>
internal sealed class CautiousTransport : Transport
{
    private const string LibraryTransport = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";

    private readonly Transport _tcp;
    private readonly ClusterTrust _trust;

    /// <summary>Made by remoting, from its configuration.</summary>
    public CautiousTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        _trust = system.Settings.Setup.Get<ClusterTrust>().Value;
        _tcp = (Transport)Activator.CreateInstance(Type.GetType(LibraryTransport, throwOnError: true)!, system, config)!;
    }

    /// <summary>What remoting is to be told, so that it uses this transport.</summary>
    public static string Hocon =>
        $"akka.remote.dot-netty.tcp.transport-class = \"{typeof(CautiousTransport).FullName}, {typeof(CautiousTransport).Assembly.GetName().Name}\"";

    /// <inheritdoc/>
    public override string SchemeIdentifier => _tcp.SchemeIdentifier;

    /// <inheritdoc/>
    public override long MaximumPayloadBytes => _tcp.MaximumPayloadBytes;

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => _tcp.Listen();

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => _tcp.IsResponsibleFor(remote);

    /// <inheritdoc/>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        if (await _trust.WhyNotAsync(remoteAddress).ConfigureAwait(false) is { } reason)
            throw new InvalidAssociationException($"{remoteAddress} cannot be connected to: {reason}");
        return await _tcp.Associate(remoteAddress).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<bool> Shutdown() => _tcp.Shutdown();

    /// <inheritdoc/>
    public override Task<bool> ManagementCommand(object message) => _tcp.ManagementCommand(message);
}
