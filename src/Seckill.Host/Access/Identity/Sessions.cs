using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Seckill.Actors.Settings.Blocks;
using Seckill.Host.Access.Rates;
using Seckill.Host.Errors;

namespace Seckill.Host.Access.Identity;

/// <summary>
/// Exchanges a provider's token for a session: a token of our own, whose HMAC costs a small part of what a public key's signature does,
/// and which every node can check by itself. Nothing is remembered.
/// </summary>
internal sealed class Sessions(
    IOptions<AuthSettings> options, IOptions<HttpLimits> limits, IdentityProviders providers, TokenReader own, BlockList blocks, TimeProvider time)
{
    private const int BlockedBurst = 10;
    private const int BlockedPerSecond = 2;

    /// <summary>All callers share one bucket: what it protects is this node's processor.</summary>
    private readonly RateBuckets<Sessions>? _verifications =
        limits.Value.BucketsOf<Sessions>(limits.Value.SessionsPerSecondMax, Math.Max(limits.Value.SessionsPerSecondMax, 1), time);

    /// <summary>
    /// An operator must get in from a blocked address, or nobody there could take the block back. Who is an operator shows only when the
    /// token is verified, so all blocked addresses share these few verifications, and take none from others.
    /// </summary>
    private readonly RateBuckets<Sessions> _fromBlocked = new(BlockedBurst, BlockedPerSecond, keysMax: 1, time);

    private readonly AuthSettings _settings = options.Value;

    /// <summary>A session for the caller named by the token, or why there is none.</summary>
    /// <param name="token">The token.</param>
    /// <param name="address">Where the call comes from; null where the transport has no addresses.</param>
    public async ValueTask<(SessionResource? Session, Problem? Refusal)> OpenAsync(ReadOnlyMemory<char> token, IPAddress? address)
    {
        var isFromBlocked = blocks.Covers(address);
        if (isFromBlocked && !_fromBlocked.TryTake(this, out _)) return (null, Blocked.Address);
        var (proven, refusal) = await ProveAsync(token).ConfigureAwait(false);
        if (proven is not { } somebody) return (null, isFromBlocked ? Blocked.Address : refusal);
        if (somebody.Caller.IsOperator) return (Sign(somebody), null);
        if (isFromBlocked) return (null, Blocked.Address);
        return blocks.Covers(somebody.Caller.Buyer) ? (null, Blocked.Buyer) : (Sign(somebody), null);
    }

    private async ValueTask<(Proven? Proven, Problem? Refusal)> ProveAsync(ReadOnlyMemory<char> text)
    {
        if (text.Length > BearerToken.LengthMax) return (null, BearerToken.TooLong);
        if (Parse(text.ToString()) is not { } token) return (null, BearerToken.NotBelieved);
        if (_verifications is not null && !_verifications.TryTake(this, out var retryAfter))
            return (null, CallRates.TooOften(RateLimit.Sessions, _verifications.Quota, retryAfter));
        if (providers.Find(token.Issuer) is { } provider) return await provider.VerifyAsync(token).ConfigureAwait(false);
        // The shop's own tokens too, so that clients need not know which kind they have. The session ends when the token does.
        var read = await own.ReadAsync(text).ConfigureAwait(false);
        return read.Value is { } caller ? (new Proven(caller, new DateTimeOffset(token.ValidTo, TimeSpan.Zero)), null) : (null, read.Refusal);
    }

    private SessionResource Sign(Proven somebody)
    {
        var now = time.GetUtcNow();
        var lifetime = TimeSpan.FromSeconds(_settings.SessionSeconds);
        if (somebody.Until - now < lifetime) lifetime = somebody.Until - now;
        var role = somebody.Caller.IsOperator ? Caller.OperatorRole : Caller.BuyerRole;
        var signer = new TokenSigner(_settings, now, lifetime);
        return new SessionResource { Token = signer.Sign(somebody.Caller.Buyer.Value, role), ExpiresAt = signer.ExpiresAt };
    }

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            // Read here, because the library parses the claims only when they are asked for.
            _ = (token.Issuer, token.ValidTo);
            return token;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
