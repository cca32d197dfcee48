using System.Collections.Frozen;

namespace Seckill.Domain.Items;

/// <summary>Names of order statuses in the HTTP contract, the tables and the metrics. They are stored: never rename.</summary>
public static class OrderStatusNames
{
    private static readonly FrozenDictionary<string, OrderStatus> ByName =
        Enum.GetValues<OrderStatus>().ToFrozenDictionary(Of, StringComparer.Ordinal);

    /// <summary>The name of a status.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such status.</exception>
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

    /// <summary>The status with a name.</summary>
    /// <exception cref="FormatException">No status has this name.</exception>
    public static OrderStatus Parse(string name) =>
        ByName.TryGetValue(name, out var status) ? status : throw new FormatException($"'{name}' is no order status.");
}
