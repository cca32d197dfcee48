using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>Where this process reaches itself.</summary>
internal sealed class OwnAddress(IServer server)
{
    /// <summary>
    /// An address of this process, plain HTTP where it has one; null until the server listens, or when it listens on nothing that can
    /// be reached from here.
    /// </summary>
    public Uri? Find()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(ToLoopback).OfType<Uri>().OrderBy(address => address.Scheme == Uri.UriSchemeHttps).FirstOrDefault();
    }

    /// <summary>
    /// Sends to this process, and nowhere else: the port is its own, so whatever certificate it shows there is its own as well. That
    /// one names the service, not the address that this machine is reached at.
    /// </summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
#pragma warning disable CA5359 // See above: nobody else can answer at an address on which this process listens.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    };

    /// <summary>An address that means "every interface" is no place to send to; loopback is one of them.</summary>
    private static Uri? ToLoopback(string address)
    {
        var reachable = address
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal);
        return Uri.TryCreate(reachable, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : null;
    }
}
