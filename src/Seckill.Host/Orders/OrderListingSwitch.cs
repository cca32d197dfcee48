using Seckill.Actors.Settings;

namespace Seckill.Host.Orders;

/// <summary>Whether buyers may list their orders. Lists cost more than any other read of a buyer.</summary>
internal sealed class OrderListingSwitch() : OnOffSwitch(
    "order-listing",
    "off: lists of a buyer's orders are refused as overloaded with Retry-After. Single orders can still be read.");
