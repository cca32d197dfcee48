using System.Text.Encodings.Web;
using Seckill.Host.Access;
using Seckill.Host.Access.Identity;

namespace Seckill.Host.Pages;

/// <summary>How people sign in on the pages.</summary>
/// <param name="Way">
/// <c>oidc</c>: at an identity provider. <c>development</c>: by a name of their own choice. <c>none</c>: the pages know no way, and say so;
/// items can be watched all the same.
/// </param>
/// <param name="Provider">With <c>oidc</c>: the provider.</param>
/// <param name="Audience">With <c>oidc</c>: the audience of its tokens.</param>
internal sealed record SignInChoice(string Way, IdentitySettings? Provider = null, string? Audience = null)
{
    private const string Development = "development";
    private const string None = "none";
    private const string AtProvider = "oidc";

    /// <summary>How shoppers sign in.</summary>
    public static SignInChoice OfShop(AuthSettings settings, IHostEnvironment environment) => Of(settings, settings, environment);

    /// <summary>How operators sign in: at a provider of their own if they have one, otherwise as shoppers do.</summary>
    public static SignInChoice OfDesk(AuthSettings settings, IHostEnvironment environment) =>
        Of(settings.Operators.Authority is null ? settings : settings.Operators, settings, environment);

    /// <summary>Where the pages' script may send requests to besides this host; null when nowhere.</summary>
    public string? Origin => Provider is null ? null : new Uri(Provider.Authority!).GetLeftPart(UriPartial.Authority);

    /// <summary>The attributes of the document that tell the script.</summary>
    public string Attributes => Provider is null
        ? $"data-sign-in=\"{Way}\""
        : $"data-sign-in=\"{Way}\" data-authority=\"{Encode(Provider.Authority!)}\" data-client=\"{Encode(Provider.ClientId!)}\" "
            + $"data-scope=\"{Encode(Provider.Scope)}\" data-token=\"{TokenKind}\"";

    /// <summary>An id token is made for the client, an access token for the service: the one whose audience we take is exchanged.</summary>
    private string TokenKind => Audience == Provider!.ClientId ? "id_token" : "access_token";

    private static SignInChoice Of(IdentitySettings provider, AuthSettings settings, IHostEnvironment environment)
    {
        if (provider is { Authority: not null, ClientId: not null })
            return new SignInChoice(AtProvider, provider, provider.AuthorityAudience ?? settings.Audience);
        return new SignInChoice(environment.IsDevelopment() && provider.Authority is null ? Development : None);
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
