using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class SettleRefundTests
{
    [Fact]
    public void Money_that_went_back_is_on_record_once()
    {
        var sale = Given(List(1), Reserve(Alice), Cancel(Alice, 1), Pay(1, "p")).When(Refund("p")).Then(Outcome.RefundSettled);

        sale.ThenOrder(1, OrderStatus.Refunded);
        sale.Events.ShouldBe([new RefundSettled(1, PaymentId.Parse("p"))]);
        sale.State.RefundsDue.ShouldBeEmpty();
        sale.When(Refund("p")).Then(Outcome.RefundSettled).AndNothingIsWritten();
        sale.When(Pay(1, "p")).Then(Outcome.RefundDue).AndNothingIsWritten().ThenOrder(1, OrderStatus.Refunded);
    }

    [Fact]
    public void A_refund_that_was_never_due_is_not_found() =>
        Given(List(1), Reserve(Alice), Pay(1, "p")).When(Refund("p"), Refund("other")).Then(Outcome.OrderNotFound, Outcome.OrderNotFound)
            .AndNothingIsWritten();

    [Fact]
    public void Each_payment_that_came_too_late_goes_back_and_the_order_follows_the_first()
    {
        var sale = Given(List(1), Reserve(Alice), Cancel(Alice, 1), Pay(1, "p1"), Pay(1, "p2"));
        sale.State.RefundsDue.Count().ShouldBe(2);

        sale.When(Refund("p2")).Then(Outcome.RefundSettled).ThenOrder(1, OrderStatus.RefundDue);
        sale.When(Refund("p1")).Then(Outcome.RefundSettled).ThenOrder(1, OrderStatus.Refunded);
        sale.State.RefundsDue.ShouldBeEmpty();
    }

    [Fact]
    public void The_refund_of_a_second_payment_leaves_the_paid_order_as_it_is() =>
        Given(List(1), Reserve(Alice), Pay(1, "p"), Pay(1, "p2")).When(Refund("p2")).Then(Outcome.RefundSettled)
            .ThenOrder(1, OrderStatus.Paid).ThenStock(0, 0, 1);

    [Fact]
    public void An_item_is_unsettled_until_the_money_is_back()
    {
        var sale = Given(List(1), Reserve(Alice), Cancel(Alice, 1), Pay(1, "p"), Close);
        sale.State.IsUnsettledAt(End.AddDays(1)).ShouldBeTrue();

        sale.When(Refund("p")).State.IsUnsettledAt(End.AddDays(1)).ShouldBeFalse();
    }

    [Fact]
    public void A_payment_that_is_being_refunded_pays_no_other_order() =>
        Given(List(2), Reserve(Alice), Cancel(Alice, 1), Pay(1, "p"), Reserve(Bob)).When(Pay(2, "p")).Then(Outcome.RefundDue)
            .AndNothingIsWritten().ThenOrder(2, OrderStatus.Pending);
}
