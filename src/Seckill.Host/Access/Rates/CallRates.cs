using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Access.Rates;

/// <summary>
/// How often calls other than purchases may reach an item or a database: per buyer and then per address for known callers, per address
/// for unknown ones, and per operator. Purchases have separate buckets (<see cref="PurchaseRates"/>), so reading an order never costs a
/// buyer a chance.
/// </summary>
internal sealed class CallRates(IOptions<HttpLimits> limits, TimeProvider time)
{
    private readonly RateBuckets<BuyerId>? _buyers =
        limits.Value.BucketsOf<BuyerId>(limits.Value.CallBurst, limits.Value.CallRefillPerSecond, time);

    private readonly RateBuckets<BuyerId>? _operators =
        limits.Value.BucketsOf<BuyerId>(limits.Value.OperatorBurst, limits.Value.OperatorRefillPerSecond, time);

    private readonly RateBuckets<ClientAddress>? _addresses =
        limits.Value.BucketsOf<ClientAddress>(limits.Value.CallAddressBurst, limits.Value.CallAddressRefillPerSecond, time);

    private readonly RateBuckets<ClientAddress>? _strangers =
        limits.Value.BucketsOf<ClientAddress>(limits.Value.AnonymousBurst, limits.Value.AnonymousRefillPerSecond, time);

    /// <summary>The refusal of a known caller's call that comes too soon; null if the call is allowed.</summary>
    public Problem? Refuse(Caller caller, HttpContext context)
    {
        // A caller over its own limit must not use up its address's share as well.
        var own = caller.IsOperator ? _operators : _buyers;
        if (own is not null && !own.TryTake(caller.Buyer, out var retryAfter)) 
            return TooOften(caller.IsOperator ? RateLimit.OperatorCalls : RateLimit.BuyerCalls, own.Quota, retryAfter);
        return caller.IsOperator ? null : Refuse(_addresses, RateLimit.AddressCalls, context);
    }

    /// <summary>The refusal of an unknown caller's call that comes too soon; null if the call is allowed.</summary>
    public Problem? RefuseStranger(HttpContext context) => Refuse(_strangers, RateLimit.AnonymousCalls, context);

    /// <summary>
    /// The refusal that an unknown caller's next call would get; null if it would be allowed. It does not count the call:
    /// <see cref="RefuseStranger"/> does, once it is clear that the caller is a stranger.
    /// </summary>
    public Problem? FindExhausted(HttpContext context) =>
        _strangers is null || ClientAddress.Of(context) is not { } address || _strangers.HasToken(address, out var retryAfter)
            ? null
            : TooOften(RateLimit.AnonymousCalls, _strangers.Quota, retryAfter);

    /// <summary>Every refusal for asking too often.</summary>
    public static Problem TooOften(RateLimit limit, RateQuota quota, TimeSpan retryAfter) =>
        new(ProblemKind.RateLimited, $"{limit.WhoAsks} too often; nothing was decided.") { RetryAfter = retryAfter, Limit = limit, Quota = quota };

    private static Problem? Refuse(RateBuckets<ClientAddress>? addresses, RateLimit limit, HttpContext context) =>
        addresses is null || ClientAddress.Of(context) is not { } address || addresses.TryTake(address, out var retryAfter)
            ? null
            : TooOften(limit, addresses.Quota, retryAfter);
}
