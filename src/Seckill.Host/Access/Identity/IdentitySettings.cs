using System.Net;

namespace Seckill.Host.Access.Identity;

/// <summary>
/// An identity provider (OpenID Connect): where its keys are, and how its tokens name the caller. Such tokens are exchanged for sessions
/// (<see cref="SessionEndpoints"/>).
/// </summary>
internal class IdentitySettings
{
    /// <summary>
    /// The provider's address, which is also the <c>iss</c> of its tokens; its keys are found from
    /// <c>{Authority}/.well-known/openid-configuration</c>. Null: no such provider.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>The <c>aud</c> of the provider's tokens: the client or the service as the provider knows it.</summary>
    public string? AuthorityAudience { get; set; }

    /// <summary>
    /// The public client as which the pages sign people in (authorization code flow with PKCE); null: the pages offer no sign-in.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>What the pages ask the provider for: scopes, separated by spaces. <c>openid</c> is one of them.</summary>
    public string Scope { get; set; } = "openid";

    /// <summary>The claim that names the buyer.</summary>
    public string SubjectClaim { get; set; } = "sub";

    /// <summary>The claim that holds the roles, a text or a list of texts; with dots a path (<c>realm_access.roles</c>).</summary>
    public string RoleClaim { get; set; } = Caller.RoleClaim;

    /// <summary>The provider's name for the role of operators.</summary>
    public string OperatorRole { get; set; } = Caller.OperatorRole;

    /// <summary>The longest time, in seconds, for which a token of the provider may still be valid when it is shown.</summary>
    public int LifetimeSecondsMax { get; set; } = 86_400;

    /// <summary>Where the provider describes itself.</summary>
    public string DescriptionAddress => $"{Authority!.TrimEnd('/')}/.well-known/openid-configuration";

    /// <summary>Whether a text is the provider's name; only the slash at the end may differ.</summary>
    public bool IsNamed(string? issuer) =>
        Authority is not null && issuer is not null && issuer.TrimEnd('/') == Authority.TrimEnd('/');

    /// <summary>What is wrong with the settings of this section, and what to do.</summary>
    public IEnumerable<string> Check(string section)
    {
        if (Authority is null)
        {
            if (ClientId is not null) yield return $"{section}:{nameof(ClientId)} is set, but {section}:{nameof(Authority)} is not: set both, or neither.";
            yield break;
        }

        if (!IsSafeAddress(Authority))
        {
            yield return $"{section}:{nameof(Authority)} is '{Authority}': set it to the https:// address of your identity provider, without "
                + "user, query or fragment. http:// is accepted for loopback addresses only.";
        }

        if (AuthorityAudience is "") yield return $"{section}:{nameof(AuthorityAudience)} is empty: set it to the 'aud' of the provider's tokens.";
        if (ClientId is "") yield return $"{section}:{nameof(ClientId)} is empty: set it to the client that the provider has for the pages, or leave it out.";
        if (!Scope.Split(' ').Contains("openid"))
            yield return $"{section}:{nameof(Scope)} is '{Scope}': it must contain 'openid', or the provider gives no id token.";
        if (string.IsNullOrWhiteSpace(SubjectClaim)) yield return $"{section}:{nameof(SubjectClaim)} is empty: name a claim, such as 'sub'.";
        if (string.IsNullOrWhiteSpace(RoleClaim)) yield return $"{section}:{nameof(RoleClaim)} is empty: name a claim, such as 'roles'.";
        if (string.IsNullOrWhiteSpace(OperatorRole)) yield return $"{section}:{nameof(OperatorRole)} is empty: name a role.";
        if (LifetimeSecondsMax is < 60 or > 31_536_000)
            yield return $"{section}:{nameof(LifetimeSecondsMax)} is {LifetimeSecondsMax}: set it to 60 to 31,536,000 seconds.";
    }

    /// <summary>Keys that come over plain http from another machine could be anybody's.</summary>
    private static bool IsSafeAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)))
        && uri is { Query: "", Fragment: "", UserInfo: "" };

    private static bool IsLoopback(Uri uri) => IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(address);
}
