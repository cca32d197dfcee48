using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Seckill.Host.Listening;

/// <summary>The address at which this process reaches itself, and a client for it.</summary>
internal sealed class OwnAddress(IServer server)
{
    /// <summary>
    /// An address of this process, plain HTTP if it has one; null until the server listens, or when no address of it can be reached from
    /// here.
    /// </summary>
    public Uri? Find()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(Bindings.ReachableFromHere).OfType<Uri>()
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttps).FirstOrDefault();
    }

    /// <summary>
    /// For calls to a listener of this machine's own service, at an address from <see cref="Bindings.ReachableFromHere"/>. It accepts any
    /// certificate, because the service's certificate names the shop, not this machine's address. So do not send a secret through it that
    /// another program on this machine must not read.
    /// </summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
#pragma warning disable CA5359 // See above: the call does not leave this machine.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    };
}
