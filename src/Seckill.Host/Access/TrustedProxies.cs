using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Seckill.Host.Access;

/// <summary>
/// Proxies that may report a request's client and public address (<c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c>; configuration
/// section <c>Seckill:Proxies</c>). Nobody else may, because anybody can write these headers, rates count by the address in them, and
/// buyers are sent to the host in them.
/// </summary>
internal sealed class TrustedProxies
{
    public const string Section = "Seckill:Proxies";

    /// <summary>Addresses (<c>10.0.0.5</c>) and networks (<c>10.0.0.0/24</c>). Empty: the headers are ignored.</summary>
    public IList<string> Trusted { get; } = [];

    /// <summary>Whether an address belongs to a trusted proxy.</summary>
    public bool Covers(IPAddress address)
    {
        if (Trusted.Count == 0) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Trusted.Any(proxy => TryParse(proxy, out var network) && network.Contains(plain));
    }

    private bool IsValid => Trusted.All(proxy => TryParse(proxy, out _));

    /// <summary>Registers the option, and its effect on requests.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TrustedProxies>().Bind(builder.Configuration.GetSection(Section))
            .Validate(proxies => proxies.IsValid, $"{Section}:Trusted: each entry is an address or a network, such as 10.0.0.5 or 10.0.0.0/24.")
            .ValidateOnStart();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<TrustedProxies>>(
            (headers, proxies) => proxies.Value.Apply(headers));
    }

    /// <summary>Applies the headers of those proxies; without any, requests do not pay for a check.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<TrustedProxies>>().Value.Trusted.Count > 0) app.UseForwardedHeaders();
    }

    private void Apply(ForwardedHeadersOptions headers)
    {
        // The framework's own default trusts loopback.
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        headers.ForwardedHeaders = Trusted.Count > 0
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
            : ForwardedHeaders.None;
        // No limit: follows the chain of trusted proxies to its end; the next address is the client.
        headers.ForwardLimit = null;
        foreach (var proxy in Trusted)
            if (TryParse(proxy, out var network)) headers.KnownIPNetworks.Add(network);
    }

    private static bool TryParse(string proxy, out IPNetwork network)
    {
        if (!IPAddress.TryParse(proxy, out var address)) return IPNetwork.TryParse(proxy, out network);
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
