using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class ReserveStockTests
{
    [Fact]
    public void A_buyer_gets_units_that_are_held_until_the_deadline()
    {
        var sale = Given(List(stock: 5)).At(Start.AddMilliseconds(7)).When(Reserve(Alice, key: "k")).Then(Outcome.Reserved);

        sale.ThenStock(available: 4, held: 1, sold: 0);
        var order = sale.Reply.Order.ShouldNotBeNull();
        order.Id.ToString().ShouldBe("phone-13-1");
        order.Buyer.ShouldBe(Alice);
        order.Status.ShouldBe(OrderStatus.Pending);
        order.CreatedAt.ShouldBe(Start.AddMilliseconds(7));
        order.PayBefore.ShouldBe(Start.AddMilliseconds(7) + PaymentWindow);
        order.Amount.ShouldBe(Price);
        (order.PaidAt, order.ClosedAt, order.PaymentId).ShouldBe((null, null, null));
        sale.State.FindOrder(1).ShouldBe(order);
    }
}
