using System.Text;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Orders;
using Seckill.Host.Wire;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>The written order against the described one, which is what the OpenAPI document promises.</summary>
public sealed class OrderJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 25, 10, 0, 0, 7, TimeSpan.Zero);

    public static TheoryData<OrderStatus> Statuses => [.. Enum.GetValues<OrderStatus>()];

    [Theory]
    [MemberData(nameof(Statuses))]
    public void An_order_is_written_as_it_is_described(OrderStatus status)
    {
        var order = new Order(
            new OrderId(ItemId.Parse(new string('i', 64)), long.MaxValue), BuyerId.Parse("odd!\"\\<>&'+`"), 100,
            Money.Create(10_000, "CNY"), status, At, At.AddMilliseconds(993))
        {
            PaidAt = status == OrderStatus.Paid ? At.AddSeconds(1) : null,
            ClosedAt = status == OrderStatus.Expired ? At.AddDays(1) : null,
            PaymentId = status == OrderStatus.Pending ? null : PaymentId.Parse("pay_\"1"),
        };

        var described = Encoding.UTF8.GetString(JsonBody.Serialize(OrderResource.Of(order), HostJson.Default.OrderResource));

        Encoding.UTF8.GetString(JsonBody.Serialize(order, static (json, order) => OrderJson.Write(json, order))).ShouldBe(described);
    }
}
