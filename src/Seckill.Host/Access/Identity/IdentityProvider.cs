using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Access.Identity;

/// <summary>Somebody whom a token names, and until when.</summary>
internal readonly record struct Proven(Caller Caller, DateTimeOffset Until);

/// <summary>
/// Verifies the tokens of one identity provider: signed with one of its keys, for this service, alive and not for too long, with a
/// subject that can be a buyer. The library decides.
/// </summary>
/// <param name="settings">Which provider, and how its tokens name the caller.</param>
/// <param name="audience">The audience of its tokens.</param>
/// <param name="mayAppoint">Whose roles it may give.</param>
/// <param name="keys">Its keys.</param>
/// <param name="time">Decides when a token is valid.</param>
internal sealed class IdentityProvider(IdentitySettings settings, string audience, Appoints mayAppoint, ProviderKeys keys, TimeProvider time)
{
    /// <summary>EdDSA is not among them because the library has no such signatures.</summary>
    private static readonly string[] Algorithms =
        [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private static readonly Problem NoKeys = new(
        ProblemKind.Overloaded, "The identity provider has not given its keys yet. Sessions that exist stay valid.");

    private static readonly Problem NoOperator = new(
        ProblemKind.Forbidden, "The token is valid, but it comes from the operators' identity provider and does not carry their role.");

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly MappedClaims _claims = new(settings);
    private readonly TokenLifetime _lifetime = new(time);

    /// <summary>How long ago its keys were last read; null if they never were.</summary>
    public TimeSpan? KeysAge => keys.Age;

    /// <summary>Whether a token with this <c>iss</c> claims to be this provider's.</summary>
    public bool IsNamed(string issuer) => settings.IsNamed(issuer);

    /// <summary>Reads the keys before the first token needs them.</summary>
    public Task WarmUpAsync() => keys.GetAsync().AsTask();

    /// <summary>Who the token names, or why it is not accepted.</summary>
    public async ValueTask<(Proven? Proven, Problem? Refusal)> VerifyAsync(JsonWebToken token)
    {
        if (await keys.GetAsync().ConfigureAwait(false) is not { } known) return (null, NoKeys);
        var result = await _handler.ValidateTokenAsync(token, RulesOf(known)).ConfigureAwait(false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException
            && await keys.RenewAsync().ConfigureAwait(false) is { } newer && newer != known)
        {
            result = await _handler.ValidateTokenAsync(token, RulesOf(newer)).ConfigureAwait(false);
        }

        // RFC 7515, section 4.1.11: a token with critical extensions that we do not understand must be rejected.
        return result.IsValid && !token.TryGetHeaderValue<object>("crit", out _) ? Accept(token) : (null, BearerToken.NotBelieved);
    }

    private (Proven? Proven, Problem? Refusal) Accept(JsonWebToken token)
    {
        var until = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        if (until - time.GetUtcNow() > TimeSpan.FromSeconds(settings.LifetimeSecondsMax))
            return (null, BearerToken.Refuse($"The bearer token is valid for longer than this service accepts ({settings.LifetimeSecondsMax} s)."));
        var (subject, isOperator) = _claims.Read(token);
        if (!BuyerId.TryParse(subject, out var buyer)) return (null, BearerToken.NoBuyer(settings.SubjectClaim));
        if (mayAppoint == Appoints.Operators && !isOperator) return (null, NoOperator);
        return (new Proven(new Caller(buyer, isOperator && mayAppoint != Appoints.Buyers), until), null);
    }

    private TokenValidationParameters RulesOf(OpenIdConnectConfiguration known) => new()
    {
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = known.SigningKeys,
        TryAllIssuerSigningKeys = false,
        ValidIssuer = known.Issuer,
        ValidAudience = audience,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (notBefore, expires, _, _) => _lifetime.IsAlive(notBefore, expires),
    };
}

/// <summary>The roles that a provider's tokens may give.</summary>
internal enum Appoints
{
    /// <summary>Buyers, and operators by their role: there is one provider for all.</summary>
    Everybody,

    /// <summary>Buyers only, because operators have a provider of their own.</summary>
    Buyers,

    /// <summary>Operators only.</summary>
    Operators,
}
