using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Access;

/// <summary>How often a buyer, and an address, may try to buy. The buyer comes first, so nobody can use up another's share.</summary>
internal sealed class PurchaseRates(IOptions<HttpLimits> limits, TimeProvider time)
{
    private readonly RateBuckets<BuyerId>? _buyers =
        limits.Value.BucketsOf<BuyerId>(limits.Value.BuyerBurst, limits.Value.BuyerRefillPerSecond, time);

    private readonly RateBuckets<ClientAddress>? _addresses =
        limits.Value.BucketsOf<ClientAddress>(limits.Value.AddressBurst, limits.Value.AddressRefillPerSecond, time);

    /// <summary>The refusal of a purchase that comes too soon; null if it is allowed.</summary>
    public Problem? Refuse(BuyerId buyer, HttpContext context)
    {
        if (_buyers is not null && !_buyers.TryTake(buyer, out var retryAfter)) return CallRates.TooOften(RateLimit.BuyerPurchases, retryAfter);
        if (_addresses is null || ClientAddress.Of(context) is not { } address || _addresses.TryTake(address, out retryAfter)) return null;
        return CallRates.TooOften(RateLimit.AddressPurchases, retryAfter);
    }
}
