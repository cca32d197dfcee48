using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class ConfirmPaymentTests
{
    private static DateTimeOffset Deadline => Start + PaymentWindow;

    [Fact]
    public void Held_units_become_sold()
    {
        var sale = Given(List(3, limit: 2), Reserve(Alice, 2)).At(Start.AddSeconds(9)).When(Pay(1, "p", units: 2)).Then(Outcome.Paid);

        sale.ThenStock(available: 1, held: 0, sold: 2).ThenOrder(1, OrderStatus.Paid);
        var order = sale.State.FindOrder(1);
        sale.Reply.Order.ShouldBe(order);
        (order!.PaidAt, order.ClosedAt, order.PaymentId).ShouldBe((Start.AddSeconds(9), null, PaymentId.Parse("p")));
        sale.Events.ShouldBe([new PaymentConfirmed(1, PaymentId.Parse("p"), Price.Times(2))]);
    }

    [Fact]
    public void The_same_payment_again_gets_the_same_answer_also_long_after()
    {
        var sale = Given(List(1), Reserve(Alice), Pay(1, "p")).When(Pay(1, "p")).Then(Outcome.Paid).AndNothingIsWritten();

        sale.At(End.AddDays(9)).When(Pay(1, "p")).Then(Outcome.Paid).AndNothingIsWritten().ThenStock(0, 0, 1);
    }

    [Fact]
    public void The_last_millisecond_before_the_deadline_is_in_time() =>
        Given(List(1), Reserve(Alice)).At(Deadline.AddTicks(-1)).When(Pay(1, "p")).Then(Outcome.Paid).ThenStock(0, 0, 1)
            .At(Deadline).When(Expire).Then(Outcome.NothingDue);

    [Fact]
    public void At_the_deadline_it_is_too_late_whether_or_not_the_timer_has_come()
    {
        var timerFirst = Given(List(1), Reserve(Alice)).At(Deadline).When(Expire, Pay(1, "p")).Then(Outcome.Expired, Outcome.RefundDue);
        var paymentFirst = Given(List(1), Reserve(Alice)).At(Deadline).When(Pay(1, "p"), Expire)
            .Then(Outcome.RefundDue, Outcome.NothingDue);

        foreach (var sale in new[] { timerFirst, paymentFirst })
        {
            sale.ThenStock(available: 1, held: 0, sold: 0).ThenOrder(1, OrderStatus.RefundDue);
            sale.State.FindOrder(1)!.ClosedAt.ShouldBe(Deadline);
            sale.State.RefundsDue.ShouldHaveSingleItem().Value.ShouldBe(new Refund(1, Price, IsSettled: false));
        }
    }

    [Fact]
    public void Money_for_a_cancelled_order_goes_back() =>
        Given(List(1), Reserve(Alice), Cancel(Alice, 1)).When(Pay(1, "p")).Then(Outcome.RefundDue)
            .ThenOrder(1, OrderStatus.RefundDue).ThenStock(1, 0, 0)
            .When(Pay(1, "p")).Then(Outcome.RefundDue).AndNothingIsWritten();

    [Fact]
    public void A_second_payment_of_a_paid_order_goes_back_and_the_order_stays_paid()
    {
        var sale = Given(List(1), Reserve(Alice), Pay(1, "p")).When(Pay(1, "p2")).Then(Outcome.RefundDue);

        sale.ThenOrder(1, OrderStatus.Paid).ThenStock(0, 0, 1);
        sale.State.FindOrder(1)!.PaymentId.ShouldBe(PaymentId.Parse("p"));
        sale.State.RefundsDue.ShouldHaveSingleItem().Key.ShouldBe(PaymentId.Parse("p2"));
        sale.When(Pay(1, "p2")).Then(Outcome.RefundDue).AndNothingIsWritten();
        sale.When(Pay(1, "p")).Then(Outcome.Paid).AndNothingIsWritten();
    }

    [Theory]
    [InlineData(9899, "CNY")]
    [InlineData(9901, "CNY")]
    [InlineData(0, "CNY")]
    [InlineData(9900, "EUR")]
    public void Another_amount_or_currency_buys_nothing(long amount, string currency)
    {
        var wrong = new ConfirmPayment(1, PaymentId.Parse("p"), Money.Create(amount, currency));

        Given(List(1), Reserve(Alice)).When(wrong).Then(Outcome.AmountMismatch).AndNothingIsWritten().ThenOrder(1, OrderStatus.Pending)
            .When(Pay(1, "p")).Then(Outcome.Paid);
        Given(List(1), Reserve(Alice)).At(Deadline).When(wrong).Then(Outcome.AmountMismatch).AndNothingIsWritten();
    }

    [Fact]
    public void The_amount_must_be_that_of_all_units() =>
        Given(List(3, limit: 3), Reserve(Alice, 3)).When(Pay(1, "p", units: 1)).Then(Outcome.AmountMismatch)
            .When(Pay(1, "p", units: 3)).Then(Outcome.Paid);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public void Money_for_an_order_that_never_was_is_not_taken(long sequence) =>
        Given(List(3), Reserve(Alice)).When(Pay(sequence, "p")).Then(Outcome.OrderNotFound).AndNothingIsWritten();

    [Fact]
    public void Paying_works_while_paused_closed_and_after_the_end()
    {
        Given(List(1), Reserve(Alice), Pause).When(Pay(1, "p")).Then(Outcome.Paid);
        Given(List(1), Reserve(Alice), Close).When(Pay(1, "p")).Then(Outcome.Paid);
        Given(List(1)).At(End.AddMilliseconds(-1)).When(Reserve(Alice)).At(End).When(Pay(1, "p")).Then(Outcome.Paid);
    }

    [Fact]
    public void A_free_item_is_paid_with_nothing()
    {
        var free = Terms(price: Money.Create(0, "CNY"));

        Given(List(free, 1), Reserve(Alice)).When(new ConfirmPayment(1, PaymentId.Parse("p"), Money.Create(0, "CNY"))).Then(Outcome.Paid);
    }
}
