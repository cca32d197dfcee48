using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class AdjustStockTests
{
    [Fact]
    public void Units_join_and_leave_the_available_ones()
    {
        var sale = Given(List(2), Reserve(Alice)).When(Adjust(+5, "a", "delivery")).Then(Outcome.Changed).ThenStock(6, 1, 0);

        sale.Events.ShouldBe([new StockAdjusted(5, "delivery", IdempotencyKey.Parse("a"))]);
        sale.When(Adjust(-6, "b")).Then(Outcome.Changed).ThenStock(0, 1, 0);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(long.MinValue)]
    public void Nobody_takes_units_that_are_held_or_sold(long delta) =>
        Given(List(3), Reserve(Alice), Reserve(Bob), Pay(2, "p")).When(Adjust(delta, "a")).Then(Outcome.StockConflict).AndNothingIsWritten()
            .ThenStock(1, 1, 1);

    [Theory]
    [InlineData(ItemLimits.StockMax)]
    [InlineData(long.MaxValue)]
    public void The_total_has_a_limit(long delta) =>
        Given(List(1)).When(Adjust(delta, "a")).Then(Outcome.StockLimit).AndNothingIsWritten()
            .When(Adjust(ItemLimits.StockMax - 1, "a")).Then(Outcome.Changed);

    [Fact]
    public void The_same_key_counts_once() =>
        Given(List(1), Adjust(5, "a")).When(Adjust(5, "a")).Then(Outcome.Unchanged).AndNothingIsWritten().ThenStock(6, 0, 0)
            .When(Adjust(5, "b"), Adjust(5, "b")).Then(Outcome.Changed, Outcome.Unchanged).ThenStock(11, 0, 0);

    [Fact]
    public void The_same_key_with_another_delta_or_reason_is_a_different_request() =>
        Given(List(1), Adjust(5, "a", "delivery")).When(Adjust(6, "a", "delivery"), Adjust(5, "a", "count"))
            .Then(Outcome.KeyReused, Outcome.KeyReused).AndNothingIsWritten();

    [Fact]
    public void The_same_key_of_two_operators_is_two_intents()
    {
        var (ann, ben) = (Adjust(5, "a") with { Operator = Alice }, Adjust(7, "a") with { Operator = Bob });

        Given(List(1), ann).When(ben).Then(Outcome.Changed).ThenStock(13, 0, 0)
            .When(ann, ben).Then(Outcome.Unchanged, Outcome.Unchanged)
            .When(ben with { Delta = 5 }, ann with { Operator = Carol }).Then(Outcome.KeyReused, Outcome.Changed).ThenStock(18, 0, 0);
    }

    [Fact]
    public void A_key_without_an_operator_is_everybodys_as_it_was_when_it_was_written()
    {
        var (old, mine) = (Adjust(5, "a"), Adjust(5, "a") with { Operator = Alice });

        Given(List(1), old).When(mine, mine with { Delta = 6 }).Then(Outcome.Unchanged, Outcome.KeyReused).AndNothingIsWritten();
        Given(List(1), mine).When(old).Then(Outcome.Unchanged).AndNothingIsWritten();
        Given(List(1), mine, Adjust(7, "a") with { Operator = Bob }).When(Adjust(7, "a")).Then(Outcome.Unchanged).AndNothingIsWritten();
    }

    [Fact]
    public void What_the_item_adjusts_by_itself_answers_to_no_operators_key()
    {
        var mine = Adjust(+2, "put-total-30") with { Operator = Alice };
        var sale = Given().At(BeforeStart).When(List(1)).When(Adjust(+100, "a")).When(List(30)).Then(Outcome.Changed).ThenStock(30, 0, 0);
        sale.Events.OfType<StockAdjusted>().ShouldHaveSingleItem().Key.ShouldBe(mine.Key, "the item's own adjustment has this very key");

        sale.When(mine).Then(Outcome.Changed).ThenStock(32, 0, 0);
        sale.When(mine).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(mine with { Delta = 3 }).Then(Outcome.KeyReused).AndNothingIsWritten();
        sale.When(List(30)).Then(Outcome.Changed).ThenStock(30, 0, 0);
        sale.When(mine).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(mine with { Operator = Bob, Delta = 5 }).Then(Outcome.Changed).ThenStock(35, 0, 0);
    }

    [Fact]
    public void An_adjustment_of_the_first_version_keeps_its_key_whatever_the_key_looks_like()
    {
        var old = Adjust(+2, "put-total-30", "delivery");

        Given(List(1), old).When(old with { Operator = Alice }).Then(Outcome.Unchanged).AndNothingIsWritten()
            .When(old with { Delta = 3 }).Then(Outcome.KeyReused).AndNothingIsWritten();
    }

    [Fact]
    public void A_refused_adjustment_leaves_its_key_free() =>
        Given(List(0)).When(Adjust(-1, "a")).Then(Outcome.StockConflict).When(Adjust(+1, "a")).Then(Outcome.Changed);

    [Fact]
    public void Units_may_come_before_the_start_while_paused_and_in_mid_sale_but_not_after_closing()
    {
        Given(List(0)).At(BeforeStart).When(Adjust(1, "a")).Then(Outcome.Changed);
        Given(List(0), Pause).When(Adjust(1, "a")).Then(Outcome.Changed);
        Given(List(0)).When(Reserve(Alice), Adjust(1, "a"), Reserve(Alice)).Then(Outcome.SoldOut, Outcome.Changed, Outcome.Reserved);
        Given(List(0), Adjust(1, "a"), Close).When(Adjust(1, "a"), Adjust(1, "b")).Then(Outcome.Unchanged, Outcome.Closed);
    }

    [Fact]
    public void The_last_thousand_adjustments_are_remembered()
    {
        var all = Enumerable.Range(0, ItemLimits.AdjustmentsRetainedMax + 1).Select(i => (ICommand)Adjust(1, $"a{i}"));
        var state = ItemDecider.Decide(ItemState.Empty(Item), [List(0), .. all], Start).Next;

        state.Adjustments.Count.ShouldBe(1_000);
        ItemDecider.Decide(state, [Adjust(1, "a1")], Start).Replies[0].Outcome.ShouldBe(Outcome.Unchanged);
        ItemDecider.Decide(state, [Adjust(1, "a0")], Start).Replies[0].Outcome.ShouldBe(Outcome.Changed);
    }
}
