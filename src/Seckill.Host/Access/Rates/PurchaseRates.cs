using Microsoft.Extensions.Options;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Access.Rates;

/// <summary>
/// How often purchases may come: per buyer and per address, in front of everything, and per item and in total, in front of the item. The
/// buyer comes first, so nobody can use up another's share. Operators may change each rate while everything runs.
/// </summary>
internal sealed class PurchaseRates(
    IOptions<HttpLimits> options, BuyerPurchasesSwitch buyer, AddressPurchasesSwitch address, ItemPurchasesSwitch item, AllPurchasesSwitch all,
    TimeProvider time)
{
    private readonly SwitchedRate<BuyerId> _buyers = new(RateLimit.BuyerPurchases, buyer, options.Value.BuyerBurst, options.Value.RatesRememberedMax, time);

    private readonly SwitchedRate<ClientAddress> _addresses =
        new(RateLimit.AddressPurchases, address, options.Value.AddressBurst, options.Value.RatesRememberedMax, time);

    private readonly SwitchedRate<ItemId> _items = new(RateLimit.ItemPurchases, item, burst: 0, options.Value.RatesRememberedMax, time);

    private readonly SwitchedRate<int> _all = new(RateLimit.AllPurchases, all, burst: 0, keysMax: 1, time);

    /// <summary>The refusal of a purchase that comes too soon for its buyer or address; null if it is allowed.</summary>
    public Problem? Refuse(BuyerId buyer, HttpContext context)
    {
        if (_buyers.Refuse(buyer) is { } tooOften) return tooOften;
        return !_addresses.IsOn || ClientAddress.Of(context) is not { } address ? null : _addresses.Refuse(address);
    }

    /// <summary>
    /// The refusal of a purchase that would reach its item too soon; null if it is allowed. What the edge refuses costs no item anything, and
    /// counts for none.
    /// </summary>
    public Problem? RefuseAt(ItemId item) => _items.Refuse(item) ?? _all.Refuse(0);
}
