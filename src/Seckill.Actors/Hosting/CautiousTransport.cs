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
/// <remarks>
/// <para>
/// This makes the fault rare. It does not make it impossible, because the trial and the real handshake are two connections. A peer
/// that passes the trial and then fails the handshake that follows still ends the node that dials it, with exit code 79. Its
/// supervisor has to start it again.
/// </para>
/// <para>
/// By accident this takes a peer that dies, or whose certificate expires or is replaced, in the milliseconds between the two. On purpose
/// it takes somebody who holds a certificate of this cluster, or who sits on the network between two nodes, lets the first connection
/// through and cuts the second one. Such an attacker can end nodes again and again. They cannot make a node say or believe anything:
/// no message passes before both certificates have been checked.
/// </para>
/// <para>
/// A stranger who only connects to this node's port cannot end it, since the fault lies in handshakes that the node begins. Until their
/// handshake fails they can still hold a socket open, make the node sign handshakes, and make the library write lines to the log. So
/// nobody but the nodes should reach the port.
/// </para>
/// </remarks>
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
