using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class CancelOrderTests
{
    [Fact]
    public void The_units_go_back_on_sale_at_once()
    {
        var sale = Given(List(1), Reserve(Alice)).At(Start.AddSeconds(5)).When(Cancel(Alice, 1)).Then(Outcome.Cancelled);

        sale.ThenStock(available: 1, held: 0, sold: 0).ThenOrder(1, OrderStatus.Cancelled);
        sale.Reply.Order.ShouldBe(sale.State.FindOrder(1));
        sale.Reply.Order!.ClosedAt.ShouldBe(Start.AddSeconds(5));
        sale.When(Reserve(Bob)).Then(Outcome.Reserved);
    }

    [Fact]
    public void A_repeat_gets_the_same_answer_and_writes_nothing()
    {
        var sale = Given(List(1), Reserve(Alice)).When(Cancel(Alice, 1));
        var first = sale.Reply;

        sale.After(PaymentWindow).When(Cancel(Alice, 1)).Then(Outcome.Cancelled).AndNothingIsWritten().Reply.ShouldBe(first);
    }

    [Fact]
    public void The_order_of_somebody_else_is_not_found() =>
        Given(List(2), Reserve(Alice), Reserve(Bob)).When(Cancel(Bob, 1)).Then(Outcome.OrderNotFound).AndNothingIsWritten()
            .Reply.Order.ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public void An_order_that_never_was_is_not_found(long sequence) =>
        Given(List(2), Reserve(Alice)).When(Cancel(Alice, sequence)).Then(Outcome.OrderNotFound).AndNothingIsWritten();

    [Fact]
    public void A_paid_order_stays_paid() =>
        Given(List(1), Reserve(Alice), Pay(1, "p")).When(Cancel(Alice, 1)).Then(Outcome.OrderState).AndNothingIsWritten()
            .Reply.Order!.Status.ShouldBe(OrderStatus.Paid);

    [Fact]
    public void An_expired_order_stays_expired() =>
        Given(List(1), Reserve(Alice)).After(PaymentWindow).When(Expire).When(Cancel(Alice, 1)).Then(Outcome.OrderState)
            .Reply.Order!.Status.ShouldBe(OrderStatus.Expired);

    [Fact]
    public void An_order_with_late_money_says_so() =>
        Given(List(1), Reserve(Alice), Cancel(Alice, 1), Pay(1, "p")).When(Cancel(Alice, 1)).Then(Outcome.OrderState)
            .Reply.Order!.Status.ShouldBe(OrderStatus.RefundDue);

    [Fact]
    public void Cancelling_works_while_paused_closed_and_after_the_end()
    {
        Given(List(1), Reserve(Alice), Pause).When(Cancel(Alice, 1)).Then(Outcome.Cancelled);
        Given(List(1), Reserve(Alice), Close).When(Cancel(Alice, 1)).Then(Outcome.Cancelled);
        Given(List(1)).At(End.AddMilliseconds(-1)).When(Reserve(Alice)).At(End).When(Cancel(Alice, 1)).Then(Outcome.Cancelled);
    }

    [Fact]
    public void Past_the_deadline_but_before_the_timer_the_buyer_may_still_give_up() =>
        Given(List(1), Reserve(Alice)).After(PaymentWindow).When(Cancel(Alice, 1)).Then(Outcome.Cancelled).ThenStock(1, 0, 0)
            .When(Expire).Then(Outcome.NothingDue);
}
