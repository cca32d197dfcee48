using System.Globalization;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>Who does not pay in time.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class DeadlineSpec(DevelopmentHost host)
{
    [Fact]
    public async Task Units_come_back_within_a_second_of_the_deadline_and_their_buyer_may_buy_again()
    {
        var item = await host.ListAsync(new Listing { Stock = 1, PaymentWindowSeconds = 1 });
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out");

        var expired = await Eventually.OrderAsync(buyer, order.OrderId, "expired");

        (Instant(expired, "closedAt") - Instant(expired, "payBefore")).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await host.AwaitItemAsync(item, answer => (long)answer["stock"]!["available"]! == 1);
        (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId.ShouldNotBe(order.OrderId);
    }

    [Fact]
    public async Task A_paid_order_stays_when_its_deadline_has_passed()
    {
        var item = await host.ListAsync(new Listing { Stock = 2, PaymentWindowSeconds = 1 });
        var (payer, other) = (host.NewBuyer(), host.NewBuyer());
        var paid = await payer.BuyAsync(item);
        await host.PayAsync(payer, paid.OrderId);
        var unpaid = await other.BuyAsync(item);

        // Its deadline is the later one, so the first one's has passed too.
        await Eventually.OrderAsync(other, unpaid.OrderId, "expired");

        ((string)(await payer.OrderAsync(paid.OrderId))["status"]!).ShouldBe("paid");
    }

    [Fact]
    public async Task An_expired_order_can_be_neither_cancelled_nor_paid()
    {
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(await host.ListAsync(new Listing { PaymentWindowSeconds = 1 }));
        await Eventually.OrderAsync(buyer, order.OrderId, "expired");

        ((string)(await buyer.CancelAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("expired");
        ((string)(await buyer.OpenPaymentAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("expired");
    }

    private static DateTimeOffset Instant(Received order, string member) =>
        DateTimeOffset.Parse((string)order[member]!, CultureInfo.InvariantCulture);
}
