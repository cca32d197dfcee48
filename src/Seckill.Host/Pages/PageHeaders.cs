using Microsoft.Extensions.Primitives;

namespace Seckill.Host.Pages;

/// <summary>What a browser may do with a page of ours: run our own files and talk to us, and nothing else.</summary>
internal sealed class PageHeaders
{
    private static readonly StringValues Permissions =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues SameOrigin = "same-origin";

    /// <summary>
    /// No inline script or style, nothing from elsewhere but pictures of items over https, which operators choose; nobody frames a page.
    /// </summary>
    private readonly StringValues _policy;

    /// <param name="signIn">How people sign in: the script must reach the identity provider.</param>
    public PageHeaders(SignInChoice signIn)
    {
        var connect = signIn.Origin is { } origin ? $"'self' {origin}" : "'self'";
        _policy = $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src {connect}; worker-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    /// <summary>Sets the headers. (<c>X-Content-Type-Options</c> is on every answer.)</summary>
    public void Tell(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = _policy;
        headers["Permissions-Policy"] = Permissions;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
    }
}
