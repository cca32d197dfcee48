using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace Seckill.Actors.Trust;

/// <summary>
/// The library's TCP transport, with a trial before each connection that this node opens. The library shuts the whole node down when a
/// TLS handshake that the node started fails. One peer with a wrong certificate, or one that dies during a handshake, would end every
/// healthy node that dials it. So this transport first tries the handshake on a separate connection, where a failure only means that
/// the peer cannot be reached.
/// </summary>
/// <remarks>
/// <para>
/// This makes the fault rare, not impossible, because the trial and the real handshake use two connections. A peer that passes the
/// trial and then fails the real handshake still ends the node that dials it, with exit code 79. The node's supervisor has to start it
/// again.
/// </para>
/// <para>
/// By accident, this takes a peer that dies, or whose certificate expires or is replaced, in the milliseconds between the two. On
/// purpose, it takes somebody who holds a certificate of this cluster, or who sits on the network between two nodes, lets the first
/// connection through and cuts the second. Such an attacker can end nodes again and again, but cannot make a node send or accept
/// anything: no message passes before both certificates have been checked.
/// </para>
/// <para>
/// A stranger who only connects to this node's port cannot end it, since only handshakes that the node starts have the fault. Until
/// their handshake fails, they can still hold a socket open, make the node sign handshakes, and make the library write log lines. So
/// only the nodes should be able to reach the port.
/// </para>
/// </remarks>
internal sealed class CautiousTransport : Transport
{
    private const string LibraryTransport = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";

    private readonly Transport _tcp;
    private readonly ClusterTrust _trust;

    /// <summary>Called by remoting, which finds the type in its configuration.</summary>
    public CautiousTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        _trust = system.Settings.Setup.Get<ClusterTrust>().Value;
        _tcp = (Transport)Activator.CreateInstance(Type.GetType(LibraryTransport, throwOnError: true)!, system, config)!;
    }

    /// <summary>The configuration that makes remoting use this transport.</summary>
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
