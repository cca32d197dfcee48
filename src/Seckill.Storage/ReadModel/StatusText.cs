using Seckill.Domain.Items;

namespace Seckill.Storage.ReadModel;

/// <summary>Order statuses as the tables spell them: the words of the HTTP contract.</summary>
internal static class StatusText
{
    public static string Of(OrderStatus status) => status switch
    {
        OrderStatus.Pending => "pending",
        OrderStatus.Paid => "paid",
        OrderStatus.Expired => "expired",
        OrderStatus.Cancelled => "cancelled",
        OrderStatus.RefundDue => "refund_due",
        OrderStatus.Refunded => "refunded",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such order status."),
    };

    public static OrderStatus Parse(string text) => text switch
    {
        "pending" => OrderStatus.Pending,
        "paid" => OrderStatus.Paid,
        "expired" => OrderStatus.Expired,
        "cancelled" => OrderStatus.Cancelled,
        "refund_due" => OrderStatus.RefundDue,
        "refunded" => OrderStatus.Refunded,
        _ => throw new FormatException($"'{text}' is no order status."),
    };
}
