using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>Everything that an operator causes names them.</summary>
public sealed class AttributionTests
{
    private static readonly BuyerId Carla = BuyerId.Parse("carla");
    private static readonly TraceId Trace = TraceId.Parse("4bf92f3577b34da6a3ce929d0e0e4736");
    private static readonly Attribution By = new() { Actor = Carla, Trace = Trace, Node = "10.0.0.1:4053", Reason = "drill" };

    [Fact]
    public void Every_event_that_an_operator_causes_names_the_operator()
    {
        var adjust = new AdjustStock(3, "drill", IdempotencyKey.Parse("a")) { Operator = Carla, Trace = Trace, Node = By.Node };
        adjust.By.ShouldBe(By);
        Names(Given().At(BeforeStart).When(List(5) with { By = By }).Events);
        Names(Given(List(5)).At(BeforeStart).When(List(7) with { By = By }).Events);
        Names(Given(List(5)).When(List(Terms(title: "New"), 5) with { By = By }).Events);
        Names(Given(List(5)).When(adjust).Events);
        Names(Given(List(5)).When(Pause with { By = By }).Events);
        Names(Given(List(5), Pause).When(Resume with { By = By }).Events);
        Names(Given(List(5)).When(Close with { By = By }).Events);
        Names(Given(List(5), Reserve(Alice), Pay(1, "p")).When(Revoke(1) with { By = By }).Events.Take(1));

        static void Names(IEnumerable<IEvent> events) => events.ShouldHaveSingleItem().ShouldBeAssignableTo<IOperatorEvent>()!.By.ShouldBe(By);
    }

    [Fact]
    public void Any_command_can_be_asked_in_somebodys_name()
    {
        IOperatorCommand[] commands = [List(5), Adjust(3, "a", "drill"), Pause, Resume, Close, Revoke(1)];

        foreach (var command in commands) command.AskedBy(By).By.ShouldBe(By);
        Adjust(3, "a", "delivery").AskedBy(By).By.ShouldBe(By with { Reason = "delivery" });
    }

    [Fact]
    public void The_items_own_adjustment_belongs_to_the_listing_that_names_the_operator()
    {
        var events = Given(List(5), Adjust(10, "a")).At(BeforeStart).When(List(3) with { By = By }).Events;

        events[0].ShouldBeOfType<ItemListed>().By.ShouldBe(By);
        var own = events[1].ShouldBeOfType<StockAdjusted>();
        own.IsOfListing.ShouldBeTrue();
        own.By.Actor.ShouldBeNull();
        new StockAdjusted(3, "delivery", IdempotencyKey.Parse("a")).IsOfListing.ShouldBeFalse();
    }

    [Fact]
    public void What_buyers_and_deadlines_cause_names_no_operator()
    {
        Given(List(5), Reserve(Alice)).When(Cancel(Alice, 1)).Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().By.ShouldBeNull();
        Given(List(5), Reserve(Alice)).After(PaymentWindow).When(Expire).Events
            .ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().By.ShouldBeNull();
    }

    [Fact]
    public void A_command_without_an_attribution_is_unknown()
    {
        ((IOperatorCommand)Pause).By.ShouldBe(Attribution.Unknown);
        new AdjustStock(1, "delivery", IdempotencyKey.Parse("a")).By.ShouldBe(new Attribution { Reason = "delivery" });
    }

    [Fact]
    public void A_stored_reason_that_the_edge_would_refuse_today_stays_readable() =>
        new StockAdjusted(1, "two\nlines", IdempotencyKey.Parse("a")).By.ShouldBe(Attribution.Unknown);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two\nlines")]
    public void A_bad_reason_is_refused(string reason) => Should.Throw<ArgumentException>(() => new Attribution { Reason = reason });

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ü:1")]
    public void A_bad_node_is_refused(string node) => Should.Throw<ArgumentException>(() => new Attribution { Node = node });

    [Fact]
    public void Names_are_bounded()
    {
        new Attribution { Node = new string('n', Attribution.NodeLengthMax), Reason = new string('r', ItemLimits.ReasonLengthMax) }.ShouldNotBeNull();
        Should.Throw<ArgumentException>(() => new Attribution { Node = new string('n', Attribution.NodeLengthMax + 1) });
        Should.Throw<ArgumentException>(() => new Attribution { Reason = new string('r', ItemLimits.ReasonLengthMax + 1) });
    }
}
