using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Seckill.Host.Listening;

/// <summary>How shoppers reach the service (configuration key <c>Seckill:PublicUrl</c>).</summary>
internal sealed class PublicAddressSettings
{
    public const string Section = "Seckill";

    /// <summary>
    /// The base of every absolute address that the service hands out, such as <c>https://shop.example</c>. Without it, the service uses the
    /// address of the request itself, which is whatever the client or a trusted proxy claims.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>The same, ending with '/'; null when the setting is missing or unusable.</summary>
    internal Uri? Base =>
        Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url is { UserInfo: "", Query: "", Fragment: "" }
            ? new Uri(url.AbsoluteUri.TrimEnd('/') + '/')
            : null;

    internal bool IsValid => string.IsNullOrEmpty(PublicUrl) || Base is not null;
}

/// <summary>Builds the absolute addresses that the service hands out.</summary>
internal sealed class PublicAddress(IOptions<PublicAddressSettings> settings)
{
    /// <summary>The configured base; null when each request determines it.</summary>
    public Uri? Configured { get; } = settings.Value.Base;

    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PublicAddressSettings>().Bind(builder.Configuration.GetSection(PublicAddressSettings.Section))
            .Validate(
                address => address.IsValid,
                "Seckill:PublicUrl is not the address of a site: write it as https://shop.example, or with a path, without query or user.")
            .ValidateOnStart();
        builder.Services.AddSingleton<PublicAddress>();
    }

    /// <summary>The base for this request's answer; false when none is configured and the request's Host is unusable.</summary>
    public bool TryFindBase(HttpRequest request, [NotNullWhen(true)] out Uri? here)
    {
        here = Configured;
        return here is not null || (Uri.TryCreate($"{request.Scheme}://{request.Host.Value}/", UriKind.Absolute, out here)
            && here is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" });
    }

    /// <summary>The absolute address of a page, whose address may already be absolute.</summary>
    public static Uri Of(Uri here, Uri page) => page.IsAbsoluteUri ? page : new Uri(here, page.OriginalString.TrimStart('/'));
}
