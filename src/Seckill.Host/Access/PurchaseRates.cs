using System.Net;
using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Access;

/// <summary>How often one buyer, and one address, may try to buy. By the buyer first, so that nobody can use up another's share.</summary>
internal sealed class PurchaseRates(IOptions<HttpLimits> limits, TimeProvider time)
{
    private readonly RateBuckets<BuyerId>? _buyers =
        BucketsOf<BuyerId>(limits.Value.BuyerBurst, limits.Value.BuyerRefillPerSecond, limits.Value, time);

    private readonly RateBuckets<IPAddress>? _addresses =
        BucketsOf<IPAddress>(limits.Value.AddressBurst, limits.Value.AddressRefillPerSecond, limits.Value, time);

    /// <summary>The refusal of a purchase that comes too soon; null when it may go on.</summary>
    public Problem? Refuse(BuyerId buyer, HttpContext context)
    {
        if (_buyers is not null && !_buyers.TryTake(buyer, out var retryAfter)) return TooMany("You ask", retryAfter);
        if (_addresses is null || context.Connection.RemoteIpAddress is not { } address || _addresses.TryTake(address, out retryAfter))
            return null;
        return TooMany("Your address asks", retryAfter);
    }

    private static Problem TooMany(string whoAsks, TimeSpan retryAfter) =>
        new(ProblemKind.RateLimited, $"{whoAsks} too often; nothing was decided.") { RetryAfter = retryAfter };

    private static RateBuckets<TKey>? BucketsOf<TKey>(int burst, int refillPerSecond, HttpLimits limits, TimeProvider time)
        where TKey : notnull =>
        burst > 0 ? new RateBuckets<TKey>(burst, refillPerSecond, limits.RatesRememberedMax, time) : null;
}
