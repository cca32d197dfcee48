using System.Diagnostics.CodeAnalysis;
using System.Net;
using Seckill.Host.Hosting;

namespace Seckill.Host.Listening;

/// <summary>Where the main listener will listen: reads the configuration in the same order as the server.</summary>
internal static class Bindings
{
    /// <summary>The section with the server's own endpoints.</summary>
    public const string EndpointsKey = "Kestrel:Endpoints";

    private const string Urls = "urls";
    private const string HttpPorts = "http_ports";
    private const string HttpsPorts = "https_ports";
    private const string PreferUrls = "preferHostingUrls";

    /// <summary>Whether any setting specifies where to listen.</summary>
    public static bool AreSaid(IConfiguration configuration) => Find(configuration).Count > 0;

    /// <summary>The addresses as they are written; never empty.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration) =>
        Find(configuration) is { Count: > 0 } said ? said : [ServiceDefaults.Url];

    /// <summary>Reads an address that the server would accept.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BindingAddress? address)
    {
        try
        {
            address = BindingAddress.Parse(text);
            return address.IsUnixPipe || address.IsNamedPipe || address.Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            address = null;
            return false;
        }
    }

    /// <summary>Whether only this machine can reach it.</summary>
    public static bool IsLocal(BindingAddress address) =>
        address.IsUnixPipe || address.IsNamedPipe || (HostOf(address) is { } host && IPAddress.IsLoopback(host));

    /// <summary>Whether the server cannot listen on both at once.</summary>
    public static bool Clash(BindingAddress one, BindingAddress other)
    {
        if (one.IsUnixPipe || other.IsUnixPipe || one.IsNamedPipe || other.IsNamedPipe) return false;
        if (one.Port != other.Port || one.Port == 0) return false;
        var (host, otherHost) = (HostOf(one), HostOf(other));
        return host is null || otherHost is null || host.Equals(otherHost);
    }

    /// <summary>
    /// The URL at which this machine reaches an address of the server; null when HTTP cannot reach it. An address that means "every
    /// interface" cannot be called; loopback is one of these interfaces.
    /// </summary>
    public static Uri? ReachableFromHere(string text)
    {
        if (!TryParse(text, out var address) || address.IsUnixPipe || address.IsNamedPipe) return null;
        var host = HostOf(address) ?? IPAddress.Loopback;
        return new UriBuilder(address.Scheme, host.ToString(), address.Port).Uri;
    }

    /// <summary>The address that the server binds; null for every interface, which it binds for any name but localhost.</summary>
    private static IPAddress? HostOf(BindingAddress address)
    {
        if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        var isAddress = IPAddress.TryParse(address.Host, out var host) && !host.Equals(IPAddress.Any) && !host.Equals(IPAddress.IPv6Any);
        return isAddress ? host : null;
    }

    private static List<string> Find(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection(EndpointsKey).GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        var urls = Split(configuration[Urls]);
        if (urls.Count == 0) urls = [.. PortsOf(HttpPorts, "http"), .. PortsOf(HttpsPorts, "https")];
        var areUrlsPreferred = urls.Count > 0 && configuration[PreferUrls] is { } preferred
            && (preferred == "1" || preferred.Equals("true", StringComparison.OrdinalIgnoreCase));
        return endpoints.Count > 0 && !areUrlsPreferred ? endpoints : urls;

        IEnumerable<string> PortsOf(string key, string scheme) => Split(configuration[key]).Select(port => $"{scheme}://*:{port}");
    }

    /// <summary>The parts of a list separated by semicolons; none for null.</summary>
    public static List<string> Split(string? list) =>
        [.. (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
