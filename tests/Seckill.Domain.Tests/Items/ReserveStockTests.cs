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

    [Fact]
    public void An_order_of_several_units_costs_their_sum()
    {
        var order = Given(List(5, limit: 5)).When(Reserve(Alice, 3)).Then(Outcome.Reserved).Reply.Order!;

        (order.Quantity, order.UnitPrice, order.Amount).ShouldBe((3, Price, Price.Times(3)));
    }

    [Fact]
    public void The_last_unit_is_sold_and_the_next_buyer_is_told_what_is_still_held()
    {
        var sale = Given(List(1)).When(Reserve(Alice)).Then(Outcome.Reserved).When(Reserve(Bob)).Then(Outcome.SoldOut);

        sale.AndNothingIsWritten().Reply.Status!.Stock.ShouldBe(new Stock(1, 0, 1, 0));
    }

    [Fact]
    public void Nobody_gets_a_part_of_what_was_asked_for() =>
        Given(List(2, limit: 3)).When(Reserve(Alice, 3)).Then(Outcome.SoldOut).AndNothingIsWritten()
            .When(Reserve(Bob, 2)).Then(Outcome.Reserved);

    [Fact]
    public void The_window_opens_exactly_at_its_start() =>
        Given(List(1)).At(Start.AddTicks(-1)).When(Reserve(Alice)).Then(Outcome.NotStarted).AndNothingIsWritten()
            .At(Start).When(Reserve(Alice)).Then(Outcome.Reserved);

    [Fact]
    public void The_window_ends_exactly_at_its_end() =>
        Given(List(2)).At(End.AddTicks(-1)).When(Reserve(Alice)).Then(Outcome.Reserved)
            .At(End).When(Reserve(Bob)).Then(Outcome.Closed).AndNothingIsWritten();

    [Fact]
    public void An_operators_word_goes_before_the_window_and_the_window_before_the_stock()
    {
        Given(List(0), Pause).At(BeforeStart).When(Reserve(Alice)).Then(Outcome.Paused);
        Given(List(0), Pause).At(End).When(Reserve(Alice)).Then(Outcome.Closed);
        Given(List(0), Pause, Close).At(BeforeStart).When(Reserve(Alice)).Then(Outcome.Closed);
        Given(List(0)).At(BeforeStart).When(Reserve(Alice)).Then(Outcome.NotStarted);
        Given(List(0)).At(End).When(Reserve(Alice)).Then(Outcome.Closed);
        Given(List(0)).At(Start).When(Reserve(Alice)).Then(Outcome.SoldOut);
    }

    [Fact]
    public void The_phase_goes_before_the_limit_and_the_limit_before_the_stock()
    {
        var sale = Given(List(2, limit: 2), Reserve(Alice, 2));

        sale.When(Reserve(Alice)).Then(Outcome.LimitReached).When(Reserve(Bob)).Then(Outcome.SoldOut);
        sale.When(Pause, Reserve(Alice)).Then(Outcome.Changed, Outcome.Paused);
    }

    [Fact]
    public void Refusals_for_phase_and_stock_show_the_item()
    {
        var sale = Given(List(0)).At(BeforeStart).When(Reserve(Alice));

        sale.Reply.Status.ShouldBe(sale.State.Status);
        sale.Reply.Order.ShouldBeNull();
        sale.Reply.OrderIds.ShouldBeEmpty();
    }

    [Fact]
    public void An_item_without_stock_is_sold_out_from_the_start() => Given(List(0)).When(Reserve(Alice)).Then(Outcome.SoldOut);
}
