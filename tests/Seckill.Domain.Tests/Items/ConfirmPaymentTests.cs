using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
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
            sale.State.RefundsDue.ShouldHaveSingleItem().Value.ShouldBe(new Refund(1, Price, IsSettled: false) { DueAtMs = Deadline.ToUnixTimeMilliseconds() });
            sale.State.OldestRefundDueAt.ShouldBe(Deadline);
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
    public void Another_amount_or_currency_buys_nothing_and_goes_back(long amount, string currency)
    {
        var arrived = Money.Create(amount, currency);
        var wrong = new ConfirmPayment(1, PaymentId.Parse("wrong"), arrived);

        var sale = Given(List(1), Reserve(Alice)).When(wrong).Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.Pending).ThenStock(0, 1, 0);
        sale.Events.ShouldBe([new RefundFellDue(1, PaymentId.Parse("wrong"), arrived)]);
        sale.When(wrong).Then(Outcome.RefundDue).AndNothingIsWritten();
        sale.When(Refund("wrong")).Then(Outcome.RefundSettled).When(Pay(1, "p")).Then(Outcome.Paid).ThenOrder(1, OrderStatus.Paid);
    }

    [Fact]
    public void A_wrong_amount_for_an_ended_order_goes_back_and_the_order_says_so() =>
        Given(List(1), Reserve(Alice), Cancel(Alice, 1)).When(Pay(1, "p", units: 2)).Then(Outcome.RefundDue)
            .ThenOrder(1, OrderStatus.RefundDue).When(Refund("p")).ThenOrder(1, OrderStatus.Refunded);

    [Fact]
    public void A_wrong_amount_ends_no_hold_not_even_after_the_deadline() =>
        Given(List(1), Reserve(Alice)).At(Deadline).When(Pay(1, "p", units: 2)).Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.Pending)
            .When(Expire).Then(Outcome.Expired).ThenOrder(1, OrderStatus.Expired);

    [Fact]
    public void The_amount_must_be_that_of_all_units() =>
        Given(List(3, limit: 3), Reserve(Alice, 3)).When(Pay(1, "p1", units: 1)).Then(Outcome.RefundDue)
            .When(Pay(1, "p3", units: 3)).Then(Outcome.Paid);

    [Fact]
    public void A_payment_pays_one_order_and_is_not_sent_back_while_it_does()
    {
        var sale = Given(List(2), Reserve(Alice), Reserve(Bob), Pay(1, "p")).When(Pay(2, "p")).Then(Outcome.Paid).AndNothingIsWritten();

        sale.Reply.Order!.Id.Sequence.ShouldBe(1, "the order that it pays");
        sale.ThenOrder(2, OrderStatus.Pending).ThenStock(0, 1, 1);
        sale.At(Deadline).When(Expire, Pay(2, "p")).Then(Outcome.Expired, Outcome.Paid).ThenOrder(2, OrderStatus.Expired);
        sale.State.Refunds.ShouldBeEmpty();
        sale.When(Pay(1, "p", units: 2)).Then(Outcome.Paid).AndNothingIsWritten();
    }

    [Fact]
    public void One_payment_for_two_orders_of_a_batch_pays_the_first() =>
        Given(List(2), Reserve(Alice), Reserve(Bob)).When(Pay(1, "p"), Pay(2, "p")).Then(Outcome.Paid, Outcome.Paid)
            .ThenOrder(1, OrderStatus.Paid).ThenOrder(2, OrderStatus.Pending);

    [Fact]
    public void A_report_that_the_providers_book_contradicts_pays_nothing_and_goes_back()
    {
        var contradicted = Pay(1, "p") with { PaysNothing = true };

        Given(List(1), Reserve(Alice)).When(contradicted).Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.Pending).ThenStock(0, 1, 0)
            .When(Pay(1, "p")).Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.Pending).When(Pay(1, "p2")).Then(Outcome.Paid);
        Given(List(1), Reserve(Alice), Pay(1, "p")).When(contradicted).Then(Outcome.Paid).AndNothingIsWritten();
    }

    [Fact]
    public void Money_that_was_paid_in_time_pays_a_held_order_however_late_it_is_reported() =>
        Given(List(1), Reserve(Alice)).At(Deadline.AddMinutes(9)).When(Pay(1, "p") with { PaidAt = Deadline.AddMilliseconds(-1) })
            .Then(Outcome.Paid).ThenOrder(1, OrderStatus.Paid).ThenStock(0, 0, 1);

    [Fact]
    public void Money_that_was_paid_at_the_deadline_goes_back_and_so_does_money_that_was_paid_in_time_for_units_that_are_gone()
    {
        Given(List(1), Reserve(Alice)).At(Deadline).When(Pay(1, "p") with { PaidAt = Deadline })
            .Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.RefundDue).ThenStock(1, 0, 0);
        Given(List(1), Reserve(Alice)).At(Deadline).When(Expire, Pay(1, "p") with { PaidAt = Start })
            .Then(Outcome.Expired, Outcome.RefundDue).ThenOrder(1, OrderStatus.RefundDue).ThenStock(1, 0, 0);
    }

    [Fact]
    public void Late_money_ends_no_hold_that_another_payment_may_still_pay() =>
        Given(List(1), Reserve(Alice)).At(Deadline).When(Pay(1, "late") with { HasRival = true }).Then(Outcome.RefundDue)
            .ThenOrder(1, OrderStatus.Pending).ThenStock(0, 1, 0)
            .When(Pay(1, "timely") with { PaidAt = Start }).Then(Outcome.Paid).ThenOrder(1, OrderStatus.Paid);

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
