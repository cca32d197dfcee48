using Seckill.Domain.Items;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Orders;

/// <summary>Everything about an order, one row for each fact.</summary>
internal static class OrderFacts
{
    public static Output.Row[] Of(Order order) =>
    [
        Output.Row.Of("order", order.Id.ToString()),
        Output.Row.Of("item", order.Id.Item.Value),
        Output.Row.Of("buyer", order.Buyer.Value),
        Output.Row.Of("status", OrderStatusNames.Of(order.Status)),
        Output.Row.Of("quantity", order.Quantity),
        Output.Row.Of("unit price (minor units)", order.UnitPrice.Amount),
        Output.Row.Of("amount (minor units)", order.Amount.Amount),
        Output.Row.Of("currency", order.Amount.Currency),
        Output.Row.Of("created", order.CreatedAt),
        Output.Row.Of("pay before", order.PayBefore),
        Output.Row.Of("paid", order.PaidAt),
        Output.Row.Of("closed", order.ClosedAt),
        Output.Row.Of("payment", order.PaymentId?.Value),
    ];
}
