using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Access;

/// <summary>
/// Decides whether to accept a token: HS256 and nothing else, by our issuer, for our audience, unexpired, with a subject that can be a
/// buyer. The library decides; tokens of the ordinary shape take a short cut (<see cref="PlainTokens"/>), which accepts none that the
/// library would not. Tokens are not cached: in a rush every token is new.
/// </summary>
internal sealed class TokenReader
{
    private static readonly Problem NoBuyer = BearerToken.NoBuyer("sub");

    /// <summary>Where there is an identity provider, its token is the likeliest mistake.</summary>
    private static readonly Problem NotExchanged = BearerToken.Refuse(
        $"{BearerToken.NotBelieved.Detail} A token of the identity provider is exchanged at POST /api/session first.");

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _rules;
    private readonly PlainTokens _plain;
    private readonly Problem _notBelieved;

    public TokenReader(IOptions<AuthSettings> options, TimeProvider time)
    {
        var settings = options.Value;
        var lifetime = new TokenLifetime(time);
        _plain = new PlainTokens(settings, lifetime);
        _notBelieved = settings.HasProvider ? NotExchanged : BearerToken.NotBelieved;
        _rules = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKeys = settings.KeyBytes.Select(key => new SymmetricSecurityKey(key)),
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => lifetime.IsAlive(notBefore, expires),
        };
    }

    /// <summary>The caller named by the token, or why it is not accepted.</summary>
    public ValueTask<RequestPart<Caller>> ReadAsync(ReadOnlyMemory<char> token)
    {
        if (token.Length > BearerToken.LengthMax) return new ValueTask<RequestPart<Caller>>(new RequestPart<Caller>(null, BearerToken.TooLong));
        return _plain.Read(token.Span) is { } caller
            ? new ValueTask<RequestPart<Caller>>(new RequestPart<Caller>(caller, null))
            : ReadByLibraryAsync(token.ToString());
    }

    /// <summary>The same, without the short cut.</summary>
    internal async ValueTask<RequestPart<Caller>> ReadByLibraryAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _rules).ConfigureAwait(false);
        if (!result.IsValid) return new RequestPart<Caller>(null, _notBelieved);
        var read = CallerOf((JsonWebToken)result.SecurityToken);
        if (read.Value is not null) _plain.Learn(token);
        return read;
    }

    private RequestPart<Caller> CallerOf(JsonWebToken token)
    {
        // RFC 7515, section 4.1.11: a token with critical extensions that we do not understand must be rejected.
        if (token.TryGetHeaderValue<object>("crit", out _)) return new RequestPart<Caller>(null, _notBelieved);
        if (!BuyerId.TryParse(token.Subject, out var buyer)) return new RequestPart<Caller>(null, NoBuyer);
        var isOperator = token.TryGetPayloadValue<string[]>(Caller.RoleClaim, out var roles) && roles.Contains(Caller.OperatorRole);
        return new RequestPart<Caller>(new Caller(buyer, isOperator), null);
    }
}

/// <summary>When a token is valid.</summary>
internal sealed class TokenLifetime(TimeProvider time)
{
    /// <summary>How far ahead an issuer's clock may be; expiry has no such grace.</summary>
    private static readonly TimeSpan NotBeforeGrace = TimeSpan.FromSeconds(5);

    /// <summary>Whether its validity has begun and not ended; a token without an expiry is invalid.</summary>
    public bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } start || start <= now + NotBeforeGrace);
    }
}
