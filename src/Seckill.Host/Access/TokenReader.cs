using BitFaster.Caching.Lru;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access;

/// <summary>
/// Tells whether a token is believed: HS256 and nothing else, by our issuer, for us, unexpired, with a subject that can be a buyer.
/// Valid tokens are remembered until they expire, because the same buyer asks again and again and verifying costs more than the
/// rest of a refusal. The memory is bounded.
/// </summary>
internal sealed class TokenReader
{
    /// <summary>Longest token that is looked at, in characters.</summary>
    private const int LengthMax = 4_096;

    /// <summary>How far ahead an issuer's clock may be; expiry has no such grace.</summary>
    private static readonly TimeSpan NotBeforeGrace = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _rules;
    private readonly ConcurrentLru<string, Caller> _remembered;
    private readonly TimeProvider _time;

    public TokenReader(IOptions<AuthSettings> options, TimeProvider time)
    {
        _time = time;
        var settings = options.Value;
        _remembered = new ConcurrentLru<string, Caller>(Environment.ProcessorCount, settings.RememberedTokensMax, StringComparer.Ordinal);
        _rules = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = new SymmetricSecurityKey(settings.KeyBytes),
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        };
    }

    /// <summary>The caller whom the token names; null when it is not believed.</summary>
    public async ValueTask<Caller?> ReadAsync(string token)
    {
        if (token.Length > LengthMax) return null;
        if (_remembered.TryGet(token, out var known))
        {
            if (_time.GetUtcNow() < known.ExpiresAt) return known;
            _remembered.TryRemove(token);
            return null;
        }

        var result = await _handler.ValidateTokenAsync(token, _rules).ConfigureAwait(false);
        if (!result.IsValid || CallerOf((JsonWebToken)result.SecurityToken) is not { } caller) return null;
        _remembered.AddOrUpdate(token, caller);
        return caller;
    }

    private static Caller? CallerOf(JsonWebToken token)
    {
        // RFC 7515, section 4.1.11: whoever does not understand what a token calls critical must not believe it.
        if (token.TryGetHeaderValue<object>("crit", out _) || !BuyerId.TryParse(token.Subject, out var buyer)) return null;
        var roles = token.TryGetPayloadValue<string[]>(Caller.RoleClaim, out var claimed) ? claimed : null;
        return new Caller(buyer, roles ?? [], new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } start || start <= now + NotBeforeGrace);
    }
}
