using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class DeadlineTests
{
    private static DateTimeOffset Deadline => Start + PaymentWindow;

    [Fact]
    public void Nothing_is_due_a_millisecond_before_the_deadline()
    {
        var sale = Given(List(1), Reserve(Alice));
        sale.State.NextDeadline.ShouldBe(Deadline);

        sale.At(Deadline.AddTicks(-1)).When(Expire).Then(Outcome.NothingDue).AndNothingIsWritten().ThenStock(0, 1, 0);
    }

    [Fact]
    public void At_the_deadline_the_units_go_back_exactly_once()
    {
        var sale = Given(List(1), Reserve(Alice)).At(Deadline).When(Expire, Expire).Then(Outcome.Expired, Outcome.NothingDue);

        sale.ThenStock(1, 0, 0).ThenOrder(1, OrderStatus.Expired);
        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().Sequences.ShouldBe([1]);
        sale.State.FindOrder(1)!.ClosedAt.ShouldBe(Deadline);
        sale.State.NextDeadline.ShouldBeNull();
        sale.When(Expire).Then(Outcome.NothingDue);
    }

    [Fact]
    public void Only_the_orders_that_are_due_expire()
    {
        var sale = Given(List(4), Reserve(Alice)).After(TimeSpan.FromSeconds(10)).When(Reserve(Bob), Reserve(Carol)).When(Pay(2, "p"));

        sale.At(Deadline).When(Expire).Then(Outcome.Expired).ThenStock(2, 1, 1);
        sale.State.NextDeadline.ShouldBe(Deadline.AddSeconds(10));
        sale.At(Deadline.AddSeconds(10)).When(Expire).Then(Outcome.Expired).ThenStock(3, 0, 1).ThenOrder(2, OrderStatus.Paid);
    }

    [Fact]
    public void Units_fall_due_while_paused_and_after_the_end_too()
    {
        Given(List(1), Reserve(Alice), Pause).At(Deadline).When(Expire).Then(Outcome.Expired);
        Given(List(1), Reserve(Alice), Close).At(Deadline).When(Expire).Then(Outcome.Expired);
        Given(List(1), Reserve(Alice)).At(End.AddDays(1)).When(Expire).Then(Outcome.Expired);
    }

    [Fact]
    public void Only_the_orders_that_are_named_and_due_are_released()
    {
        var sale = Given(List(3), Reserve(Alice), Reserve(Bob)).After(TimeSpan.FromSeconds(1)).When(Reserve(Carol));

        sale.At(Deadline).When(new ExpireReservations { Only = [] }).Then(Outcome.NothingDue).AndNothingIsWritten();
        sale.When(new ExpireReservations { Only = [2, 3, 2, 9] }).Then(Outcome.Expired);
        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().Sequences.ShouldBe([2]);
        sale.ThenOrder(1, OrderStatus.Pending).ThenOrder(3, OrderStatus.Pending).ThenStock(1, 2, 0);
    }

    [Fact]
    public void What_is_due_and_when_something_falls_due_next_can_be_asked_with_exceptions()
    {
        var sale = Given(List(4), Reserve(Alice)).After(TimeSpan.FromSeconds(1)).When(Reserve(Bob), Reserve(Carol));

        sale.State.DueAt(Deadline, DateTimeOffset.MinValue, new HashSet<long>()).ShouldBe([1]);
        sale.State.DueAt(Deadline.AddSeconds(1), DateTimeOffset.MinValue, new HashSet<long> { 1, 3 }).ShouldBe([2]);
        sale.State.DueAt(Deadline.AddSeconds(1), Deadline.AddMilliseconds(-1), new HashSet<long>()).ShouldBe([1, 2, 3]);
        sale.State.DueAt(Deadline.AddSeconds(1), Deadline, new HashSet<long>()).ShouldBe([2, 3]);
        sale.State.DueAt(Deadline.AddSeconds(9), Deadline.AddSeconds(1), new HashSet<long>()).ShouldBeEmpty();
        sale.State.DeadlineAfter(Deadline.AddMilliseconds(-1)).ShouldBe(Deadline);
        sale.State.DeadlineAfter(Deadline).ShouldBe(Deadline.AddSeconds(1));
        sale.State.DeadlineAfter(Deadline.AddSeconds(1)).ShouldBeNull();
    }

    [Fact]
    public void An_expired_buyer_may_buy_again()
    {
        Given(List(1), Reserve(Alice)).At(Deadline).When(Expire, Reserve(Alice)).Then(Outcome.Expired, Outcome.Reserved)
            .ThenOrder(1, OrderStatus.Expired).ThenOrder(2, OrderStatus.Pending).ThenStock(0, 1, 0);
    }

    [Fact]
    public void The_soonest_are_released_first_also_when_the_clock_had_gone_back()
    {
        var sale = Given(List(3)).At(Start.AddSeconds(2)).When(Reserve(Alice)).At(Start.AddSeconds(1)).When(Reserve(Bob))
            .At(Start.AddSeconds(2)).When(Reserve(Carol));
        sale.State.NextDeadline.ShouldBe(Deadline.AddSeconds(1));

        sale.At(Deadline.AddSeconds(2)).When(Expire);
        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().Sequences.ShouldBe([2, 1, 3]);
    }

    [Fact]
    public void A_flood_of_expiries_comes_in_bounded_batches()
    {
        const int over = 5;
        var reserve = Enumerable.Range(0, ItemLimits.ExpiriesPerBatchMax + over).Select(_ => (ICommand)Reserve(Alice)).ToArray();
        var sale = Given(List(ItemLimits.StockMax, ItemLimits.PerBuyerLimitMax)).When(reserve).At(Deadline);

        sale.When(Expire).Then(Outcome.Expired).State.Stock.Held.ShouldBe(over);
        sale.State.NextDeadline.ShouldBe(Deadline);
        sale.When(Expire).Then(Outcome.Expired).State.Stock.Held.ShouldBe(0);
    }

    [Fact]
    public void Reserving_and_cancelling_all_day_behind_an_unpaid_order_leaves_one_deadline()
    {
        var sale = Given(List(2), Reserve(Alice));
        for (var i = 2; i < 100; i++) sale.After(TimeSpan.FromMilliseconds(1)).When(Reserve(Bob)).When(Cancel(Bob, i));

        sale.State.Deadlines.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(1, 2, 3, 4)]
    [InlineData(4, 3, 2, 1)]
    [InlineData(2, 4, 1, 3)]
    public void A_deadline_ends_with_its_last_pending_order_in_whatever_order_they_are_settled(params int[] order)
    {
        var sale = Given(List(4, limit: 4)).When(Reserve(Alice), Reserve(Alice), Reserve(Alice), Reserve(Alice));
        foreach (var sequence in order)
        {
            sale.State.Deadlines.ShouldHaveSingleItem();
            sale.When(sequence % 2 == 0 ? Pay(sequence, $"p{sequence}") : Cancel(Alice, sequence));
        }

        sale.State.Deadlines.ShouldBeEmpty();
        sale.State.NextDeadline.ShouldBeNull();
    }

    [Fact]
    public void An_order_that_ends_in_the_batch_that_made_it_leaves_no_deadline() =>
        Given(List(1)).When(Reserve(Alice), Cancel(Alice, 1), Reserve(Alice), Pay(2, "p")).State.Deadlines.ShouldBeEmpty();
}
