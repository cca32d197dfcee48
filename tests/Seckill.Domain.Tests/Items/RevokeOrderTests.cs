using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>An operator cancels an order of any buyer.</summary>
public sealed class RevokeOrderTests
{
    private static readonly Attribution Carla = new() { Actor = BuyerId.Parse("carla"), Reason = "fraud" };

    [Fact]
    public void Units_of_a_pending_order_go_back_on_sale()
    {
        var sale = Given(List(5, limit: 3), Reserve(Alice, 3)).When(Revoke(1) with { By = Carla }).Then(Outcome.Cancelled)
            .ThenOrder(1, OrderStatus.Cancelled).ThenStock(available: 5, held: 0, sold: 0);

        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().By.ShouldBe(Carla);
        sale.Reply.Order!.Status.ShouldBe(OrderStatus.Cancelled);
        sale.State.RefundsDue.ShouldBeEmpty();
    }

    [Fact]
    public void A_paid_order_becomes_a_refund_and_its_units_go_back_on_sale()
    {
        var sale = Given(List(5, limit: 3), Reserve(Alice, 3), Pay(1, "p1", 3)).After(TimeSpan.FromSeconds(9))
            .When(Revoke(1) with { By = Carla }).Then(Outcome.Cancelled).ThenStock(available: 5, held: 0, sold: 0);

        sale.Events.ShouldBe([new OrderRevoked(1) { By = Carla }, new RefundFellDue(1, PaymentId.Parse("p1"), Price.Times(3))]);
        var order = sale.Reply.Order.ShouldNotBeNull();
        order.Status.ShouldBe(OrderStatus.RefundDue);
        order.PaymentId.ShouldBe(PaymentId.Parse("p1"));
        order.PaidAt.ShouldBeNull();
        order.ClosedAt.ShouldBe(sale.Now);
        sale.State.RefundsDue.ShouldHaveSingleItem().Value.ShouldBe(new Refund(1, Price.Times(3), IsSettled: false) { DueAtMs = sale.Now.ToUnixTimeMilliseconds() });
        sale.State.OldestRefundDueAt.ShouldBe(sale.Now);

        var settled = sale.When(Refund("p1")).Then(Outcome.RefundSettled).ThenOrder(1, OrderStatus.Refunded);
        settled.State.OldestRefundDueAt.ShouldBeNull();
    }

    [Fact]
    public void A_repeat_changes_nothing_whatever_became_of_the_order() =>
        Given(List(5), Reserve(Alice), Reserve(Bob), Pay(1, "p1"), Revoke(1), Revoke(2))
            .When(Revoke(1), Revoke(2)).Then(Outcome.Unchanged, Outcome.Unchanged).AndNothingIsWritten()
            .When(Refund("p1")).When(Revoke(1)).Then(Outcome.Unchanged).AndNothingIsWritten();

    [Fact]
    public void An_order_that_the_buyer_has_cancelled_is_as_wanted() =>
        Given(List(5), Reserve(Alice), Cancel(Alice, 1)).When(Revoke(1)).Then(Outcome.Unchanged).AndNothingIsWritten();

    [Fact]
    public void An_order_that_has_expired_cannot_be_cancelled_any_more() =>
        Given(List(5), Reserve(Alice)).After(PaymentWindow).When(Expire).When(Revoke(1)).Then(Outcome.OrderState)
            .AndNothingIsWritten().ThenOrder(1, OrderStatus.Expired);

    [Fact]
    public void An_order_that_does_not_exist_is_not_found() =>
        Given(List(5)).When(Revoke(1)).Then(Outcome.OrderNotFound).AndNothingIsWritten();

    [Fact]
    public void An_item_that_was_never_listed_is_not_found() => Given().When(Revoke(1)).Then(Outcome.ItemNotFound).AndNothingIsWritten();

    [Fact]
    public void After_the_end_the_units_are_available_and_nobody_can_buy_them() =>
        Given(List(1), Reserve(Alice), Pay(1, "p1"), Close).When(Revoke(1)).Then(Outcome.Cancelled)
            .ThenStock(available: 1, held: 0, sold: 0).When(Reserve(Bob)).Then(Outcome.Closed);

    [Fact]
    public void The_buyer_may_buy_again() =>
        Given(List(1), Reserve(Alice, 1, "k"), Pay(1, "p1"), Revoke(1)).When(Reserve(Alice, 1, "k2")).Then(Outcome.Reserved)
            .When(Reserve(Alice, 1, "k")).Then(Outcome.AlreadyReserved).ThenOrder(1, OrderStatus.RefundDue);

    [Fact]
    public void A_late_report_of_the_refunded_payment_revives_nothing() =>
        Given(List(2), Reserve(Alice), Pay(1, "p1"), Revoke(1)).When(Pay(1, "p1")).Then(Outcome.RefundDue).AndNothingIsWritten()
            .When(Reserve(Bob)).When(Pay(2, "p1")).Then(Outcome.RefundDue).ThenOrder(2, OrderStatus.Pending);

    [Fact]
    public void Money_that_arrives_for_a_cancelled_order_is_refunded() =>
        Given(List(2), Reserve(Alice), Revoke(1)).When(Pay(1, "p1")).Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.RefundDue);

    [Fact]
    public void A_race_with_the_payment_has_one_outcome_in_either_order()
    {
        Given(List(2), Reserve(Alice)).When(Pay(1, "p1"), Revoke(1)).Then(Outcome.Paid, Outcome.Cancelled)
            .ThenOrder(1, OrderStatus.RefundDue).ThenStock(2, 0, 0).State.RefundsDue.Count().ShouldBe(1);
        Given(List(2), Reserve(Alice)).When(Revoke(1), Pay(1, "p1")).Then(Outcome.Cancelled, Outcome.RefundDue)
            .ThenOrder(1, OrderStatus.RefundDue).ThenStock(2, 0, 0).State.RefundsDue.Count().ShouldBe(1);
    }

    [Fact]
    public void Of_two_orders_that_share_a_payment_only_the_last_revoked_one_is_refunded()
    {
        // The first version let one payment pay several orders of an item.
        var sale = Given(List(5), Reserve(Alice), Reserve(Bob));
        var payment = PaymentId.Parse("p1");
        var both = sale.State.Apply(new BatchCommitted(sale.Now, [new PaymentConfirmed(1, payment, Price), new PaymentConfirmed(2, payment, Price)]));

        var first = ItemDecider.Decide(both, [Revoke(1)], sale.Now);
        first.Replies[0].Order!.Status.ShouldBe(OrderStatus.Cancelled);
        first.Next.RefundsDue.ShouldBeEmpty();
        first.Next.FindOrder(2)!.Status.ShouldBe(OrderStatus.Paid);

        var second = ItemDecider.Decide(first.Next, [Revoke(2)], sale.Now);
        second.Replies[0].Order!.Status.ShouldBe(OrderStatus.RefundDue);
        second.Next.RefundsDue.ShouldHaveSingleItem().Value.Sequence.ShouldBe(2);
        second.Next.Stock.ShouldBe(Stock.Of(5));
        StateInvariants.Check(second.Next);
    }

    [Fact]
    public void A_revoked_order_is_forgotten_one_day_like_every_ended_one() =>
        Given(List(5), Reserve(Alice), Pay(1, "p1"), Revoke(1)).State.ClosedOrders.ShouldBe([1]);

    [Fact]
    public void A_ledger_that_revokes_an_unpaid_order_must_not_be_continued() =>
        Should.Throw<InvalidOperationException>(
            () => Given(List(5), Reserve(Alice)).State.Apply(new BatchCommitted(Start, [new OrderRevoked(1)]))).Message.ShouldContain("not paid");
}
