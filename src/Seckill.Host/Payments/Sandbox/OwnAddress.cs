using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>Where this process reaches itself.</summary>
internal sealed class OwnAddress(IServer server)
{
    /// <summary>An address on loopback; null until the server listens, or when it listens on nothing that loopback reaches.</summary>
    public Uri? Find()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses.Select(ToLoopback).FirstOrDefault(address => address is not null);
    }

    /// <summary>An address that means "every interface" is no place to send to; loopback is one of them.</summary>
    private static Uri? ToLoopback(string address)
    {
        var reachable = address
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal);
        return Uri.TryCreate(reachable, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp ? uri : null;
    }
}
