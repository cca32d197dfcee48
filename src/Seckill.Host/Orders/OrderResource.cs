using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Items;
using Seckill.Host.Wire;

namespace Seckill.Host.Orders;

/// <summary>An order as its buyer sees it.</summary>
internal sealed record OrderResource(
    string OrderId,
    string ItemId,
    string BuyerId,
    int Quantity,
    MoneyResource UnitPrice,
    MoneyResource Amount,
    string Status,
    DateTimeOffset CreatedAt,
    [property: Description("Until when the units are held.")] DateTimeOffset PayBefore,
    DateTimeOffset? PaidAt,
    [property: Description("When it expired or was cancelled.")] DateTimeOffset? ClosedAt,
    [property: Description("The payment that settled it, or that is refunded.")] string? PaymentId)
{
    public static OrderResource Of(Order order) => new(
        order.Id.ToString(),
        order.Id.Item.Value,
        order.Buyer.Value,
        order.Quantity,
        MoneyResource.Of(order.UnitPrice),
        MoneyResource.Of(order.Amount),
        OrderStatusNames.Of(order.Status),
        order.CreatedAt,
        order.PayBefore,
        order.PaidAt,
        order.ClosedAt,
        order.PaymentId?.Value);
}

/// <summary>A page of orders.</summary>
internal sealed record OrderPage(
    IReadOnlyList<OrderResource> Orders,
    [property: Description("Pass it as `cursor` for the next page; null on the last.")] string? NextCursor,
    [property: Description("Items of which an order may be missing, because their ledger cannot be read; none as a rule.")] IReadOnlyList<string> IncompleteItems);

/// <summary>What a purchase may say.</summary>
internal sealed record PurchaseRequest
{
    [Description("Units wanted; 1 when left out.")]
    [Range(1, Domain.Shared.Quantity.UnitsMax)]
    public long? Quantity { get; init; }

    [Description("Needed only when the item says `ticketRequired`.")]
    public string? Ticket { get; init; }
}
