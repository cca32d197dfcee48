using Microsoft.Extensions.Options;
using Seckill.Actors.Settings;

namespace Seckill.Host.Access.Rates;

/// <summary>A limit on purchases as operators set it: a number per second, or 0 for none.</summary>
internal abstract class PurchaseSwitch(string name, string effect, string option, int perSecond)
    : NumberSwitch(name, effect, min: 0, HttpLimits.PerSecondMost, perSecond)
{
    /// <inheritdoc/>
    public override string DefaultOption => $"{HttpLimits.Section}:{option}";
}

/// <summary>Limits purchases per buyer.</summary>
internal sealed class BuyerPurchasesSwitch(IOptions<HttpLimits> limits) : PurchaseSwitch(
    "buyer-purchases", "Purchases per second and buyer on one node in the long run; more get rate_limited. 0: no limit.",
    nameof(HttpLimits.BuyerRefillPerSecond), limits.Value.BuyerBurst == 0 ? 0 : limits.Value.BuyerRefillPerSecond);

/// <summary>Limits purchases per client address.</summary>
internal sealed class AddressPurchasesSwitch(IOptions<HttpLimits> limits) : PurchaseSwitch(
    "address-purchases",
    "Purchases per second and client address (of IPv6: /64) on one node in the long run; more get rate_limited. 0: no limit. Many honest "
    + "people share an address.",
    nameof(HttpLimits.AddressRefillPerSecond), limits.Value.AddressBurst == 0 ? 0 : limits.Value.AddressRefillPerSecond);

/// <summary>Limits the purchases that reach one item.</summary>
internal sealed class ItemPurchasesSwitch(IOptions<HttpLimits> limits) : PurchaseSwitch(
    "item-purchases", "Purchases per second that one node passes to one item; more get rate_limited. 0: no limit.",
    nameof(HttpLimits.ItemPurchasesPerSecondMax), limits.Value.ItemPurchasesPerSecondMax);

/// <summary>Limits the purchases that reach any item.</summary>
internal sealed class AllPurchasesSwitch(IOptions<HttpLimits> limits) : PurchaseSwitch(
    "all-purchases", "Purchases per second that one node passes to all items together; more get rate_limited. 0: no limit.",
    nameof(HttpLimits.PurchasesPerSecondMax), limits.Value.PurchasesPerSecondMax);
