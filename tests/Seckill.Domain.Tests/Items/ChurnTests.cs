using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>A buyer who lets reservations go again and again waits longer each time, and in the end gets no more.</summary>
public sealed class ChurnTests
{
    private static readonly ChurnRule Rule = new(Free: 2, Max: 5, TimeSpan.FromSeconds(10));

    [Fact]
    public void So_many_ended_orders_cost_no_wait_and_one_more_does()
    {
        var sale = Given(List(5)).With(Rule);
        for (var order = 1; order <= 2; order++) sale.When(Reserve(Alice)).Then(Outcome.Reserved).When(Cancel(Alice, order));
        sale.When(Reserve(Alice)).Then(Outcome.Reserved).When(Cancel(Alice, 3));

        sale.When(Reserve(Alice)).Then(Outcome.CoolingDown).AndNothingIsWritten();

        sale.Reply.RetryAt.ShouldBe(Start.AddSeconds(10));
        sale.At(Start.AddMilliseconds(9_999)).When(Reserve(Alice)).Then(Outcome.CoolingDown);
        sale.At(Start.AddSeconds(10)).When(Reserve(Alice)).Then(Outcome.Reserved);
    }

    [Fact]
    public void Each_further_one_doubles_the_wait_and_after_the_last_the_sale_is_over_for_the_buyer()
    {
        var sale = Given(List(5)).With(Rule);
        for (var order = 1; order <= 3; order++) sale.When(Reserve(Alice), Cancel(Alice, order));

        sale.After(TimeSpan.FromSeconds(10)).When(Reserve(Alice), Cancel(Alice, 4)).When(Reserve(Alice)).Then(Outcome.CoolingDown);
        sale.Reply.RetryAt.ShouldBe(Start.AddSeconds(30));
        sale.After(TimeSpan.FromSeconds(20)).When(Reserve(Alice), Cancel(Alice, 5)).When(Reserve(Alice)).Then(Outcome.CoolingDown);
        sale.Reply.RetryAt.ShouldBe(End);
        sale.ThenStock(5, 0, 0);
    }

    [Fact]
    public void Orders_that_lapse_unpaid_count_and_those_that_are_held_or_paid_do_not()
    {
        var sale = Given(List(9, limit: 4)).With(Rule).When(Reserve(Alice), Reserve(Alice), Reserve(Alice), Reserve(Alice)).When(Pay(4, "p"));

        sale.When(Reserve(Alice)).Then(Outcome.LimitReached);
        sale.After(PaymentWindow).When(Expire).When(Reserve(Alice)).Then(Outcome.CoolingDown);
        sale.Reply.RetryAt.ShouldBe(sale.Now.AddSeconds(10));
        sale.ThenStock(8, 0, 1);
    }

    [Fact]
    public void Others_and_repeats_are_not_affected()
    {
        var sale = Given(List(5)).With(Rule);
        for (var order = 1; order <= 3; order++) sale.When(Reserve(Alice, key: $"k{order}"), Cancel(Alice, order));

        sale.When(Reserve(Bob), Reserve(Alice, key: "k2")).Then(Outcome.Reserved, Outcome.AlreadyReserved);
        sale.Replies[1].Order!.Id.Sequence.ShouldBe(2);
    }

    [Fact]
    public void A_single_ended_order_counts_too()
    {
        var sale = Given(List(5)).With(Rule with { Free = 0 }).When(Reserve(Alice), Cancel(Alice, 1));

        sale.When(Reserve(Alice)).Then(Outcome.CoolingDown).After(TimeSpan.FromSeconds(10)).When(Reserve(Alice)).Then(Outcome.Reserved);
    }

    [Fact]
    public void A_restored_item_remembers_the_waits()
    {
        var sale = Given(List(5)).With(Rule);
        for (var order = 1; order <= 3; order++) sale.After(TimeSpan.FromSeconds(1)).When(Reserve(Alice), Cancel(Alice, order));

        var orders = sale.State.Orders.Values.OrderBy(order => order.Sequence).ToArray();
        var restored = sale.State.WithOrders(orders, [1, 2, 3]);

        ItemDecider.Decide(restored, [Reserve(Alice)], sale.Now, Rule).Replies[0].RetryAt.ShouldBe(sale.Now.AddSeconds(10));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, null)]
    [InlineData(3, 10)]
    [InlineData(4, 20)]
    [InlineData(11, 2_560)]
    [InlineData(12, 3_600)]
    [InlineData(100, 3_600)]
    public void The_wait_doubles_up_to_an_hour(int ended, int? seconds) =>
        (Rule with { Max = 1_000 }).NextAt(ended, Start, End).ShouldBe(seconds is { } wait ? Start.AddSeconds(wait) : null);
}
