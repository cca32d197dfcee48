using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Seckill.Host.Listening;

/// <summary>Where this process reaches itself, and how.</summary>
internal sealed class OwnAddress(IServer server)
{
    /// <summary>
    /// An address of this process, plain HTTP where it has one; null until the server listens, or when it listens on nothing that can
    /// be reached from here.
    /// </summary>
    public Uri? Find()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(Bindings.ReachableFromHere).OfType<Uri>()
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttps).FirstOrDefault();
    }

    /// <summary>
    /// For calls to a listener of this machine's own service, at an address from <see cref="Bindings.ReachableFromHere"/>. Takes any
    /// certificate: the service's names the shop, not the address that this machine is reached at. So send no secret through it that
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
