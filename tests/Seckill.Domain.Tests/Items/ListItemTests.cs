using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

public sealed class ListItemTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(ItemLimits.StockMax)]
    public void A_new_item_is_listed_with_all_its_units_available(long stock)
    {
        var sale = Given().At(BeforeStart).When(List(stock)).Then(Outcome.Listed).ThenStock(stock, 0, 0);

        sale.Events.ShouldBe([new ItemListed(Terms(), stock)]);
        (sale.Reply.Status! with { LedgerHash = null }).ShouldBe(new ItemStatus(Item, 1, Terms(), Stock.Of(stock), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: 0));
    }

    [Theory]
    [InlineData(-1, Outcome.StockConflict)]
    [InlineData(long.MinValue, Outcome.StockConflict)]
    [InlineData(ItemLimits.StockMax + 1, Outcome.StockLimit)]
    [InlineData(long.MaxValue, Outcome.StockLimit)]
    public void A_stock_out_of_range_is_refused_also_at_the_first_listing(long stock, Outcome outcome)
    {
        Given().When(List(stock)).Then(outcome).AndNothingIsWritten().Reply.Status.ShouldBeNull();
        Given(List(5)).At(BeforeStart).When(List(stock)).Then(outcome).AndNothingIsWritten().ThenStock(5, 0, 0);
    }

    [Fact]
    public void Nothing_can_be_said_to_an_item_that_was_never_listed() =>
        Given().When(Reserve(Alice), Cancel(Alice, 1), Pay(1, "p"), Refund("p"), Adjust(1, "a"), Pause, Resume, Close, Expire)
            .Then([.. Enumerable.Repeat(Outcome.ItemNotFound, 9)]).AndNothingIsWritten();

    [Fact]
    public void An_identical_repeat_changes_nothing_whatever_earlier_version_it_names()
    {
        var sale = Given().At(BeforeStart).When(List(5)).When(List(6, version: 4)).Then(Outcome.Changed);

        // The answer got lost; the operator's tool repeats the request as it was.
        sale.When(List(6, version: 4)).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(List(6)).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(List(7, version: 4)).Then(Outcome.VersionConflict).AndNothingIsWritten();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(999_999)]
    public void A_version_that_the_item_never_had_is_a_conflict_even_with_identical_terms(long version) =>
        Given().At(BeforeStart).When(List(5)).When(List(5, version: version)).Then(Outcome.VersionConflict).AndNothingIsWritten();

    [Fact]
    public void A_version_is_asked_for_that_a_new_item_cannot_have() =>
        Given().When(List(5, version: 0)).Then(Outcome.VersionConflict).AndNothingIsWritten().Reply.Status.ShouldBeNull();

    [Fact]
    public void The_expected_version_must_be_the_one_shown_now()
    {
        var sale = Given().At(BeforeStart).When(List(5));
        sale.Reply.Status!.VersionAt(BeforeStart).ShouldBe(4);

        sale.When(List(6, version: 3)).Then(Outcome.VersionConflict);
        sale.When(List(6, version: 5)).Then(Outcome.VersionConflict);
        sale.When(List(6, version: 4)).Then(Outcome.Changed).Reply.Status!.VersionAt(BeforeStart).ShouldBe(8);
    }

    [Fact]
    public void The_opening_of_the_window_is_a_new_version() =>
        Given(List(5)).At(Start).When(List(Terms(title: "New"), 5, version: 4)).Then(Outcome.VersionConflict)
            .When(List(Terms(title: "New"), 5, version: 5)).Then(Outcome.Changed);

    [Fact]
    public void Everything_may_change_before_the_start()
    {
        var wanted = Terms(limit: 7, title: "New", price: Money.Create(1, "EUR"), startsAt: Start.AddDays(1), endsAt: End.AddDays(1));

        var sale = Given().At(BeforeStart).When(List(5)).When(List(wanted, 3)).Then(Outcome.Changed).ThenStock(3, 0, 0);

        sale.State.Terms.ShouldBe(wanted);
    }

    [Fact]
    public void From_the_start_on_only_title_and_end_may_change()
    {
        var sale = Given().At(BeforeStart).When(List(5)).At(Start);

        sale.When(List(Terms(title: "New", endsAt: End.AddHours(1)), 5)).Then(Outcome.Changed);
        sale.Events.ShouldBe([new TermsRevised("New", End.AddHours(1))]);
        sale.State.Terms.ShouldBe(Terms(title: "New", endsAt: End.AddHours(1)));
        sale.When(List(Terms(title: "New", endsAt: End.AddHours(1)), 6)).Then(Outcome.ItemStarted);
        sale.When(List(Terms(limit: 2, title: "New", endsAt: End.AddHours(1)), 5)).Then(Outcome.ItemStarted);
        sale.When(List(Terms(title: "New", startsAt: Start.AddMilliseconds(1)), 5)).Then(Outcome.ItemStarted);
        sale.When(List(Terms(title: "New", startsAt: Start.AddHours(-2), endsAt: Start.AddHours(-1)), 5)).Then(Outcome.ItemStarted);
        sale.When(List(Terms(title: "New", startsAt: End, endsAt: End.AddHours(9)), 5)).Then(Outcome.ItemStarted).AndNothingIsWritten();
    }

    [Fact]
    public void The_presentation_may_change_and_go_after_the_start()
    {
        var shown = new ItemPresentation { ImageUrl = "/pictures/1.png", Description = "Two\nlines", ListPrice = 5 };
        var sale = Given().At(BeforeStart).When(List(Terms() with { Presentation = shown }, 5)).At(Start);

        sale.When(List(Terms() with { Presentation = shown }, 5)).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(List(Terms(title: "New") with { Presentation = shown }, 5)).Then(Outcome.Changed);
        sale.Events.ShouldBe([new TermsRevised("New", End)]);
        sale.State.Terms!.Presentation.ShouldBe(shown);
        sale.When(List(Terms(title: "New"), 5)).Then(Outcome.Changed);
        sale.Events.ShouldBe([new TermsRevised("New", End) { Presentation = ItemPresentation.None }]);
        sale.State.Terms!.Presentation.ShouldBe(ItemPresentation.None);
        sale.When(List(Terms(title: "New", limit: 2) with { Presentation = shown }, 5)).Then(Outcome.ItemStarted).AndNothingIsWritten();
    }

    [Fact]
    public void The_last_millisecond_before_the_start_still_counts_as_before() =>
        Given(List(5)).At(Start.AddMilliseconds(-1)).When(List(6)).Then(Outcome.Changed)
            .At(Start).When(List(7)).Then(Outcome.ItemStarted);

    [Fact]
    public void A_new_end_may_close_the_sale_or_open_it_again()
    {
        var sale = Given(List(5)).At(Start.AddMinutes(10));

        sale.When(List(Terms(endsAt: Start.AddMinutes(10)), 5)).When(Reserve(Alice)).Then(Outcome.Closed);
        sale.When(List(Terms(), 5)).Then(Outcome.Changed).When(Reserve(Alice)).Then(Outcome.Reserved);
    }

    [Fact]
    public void What_the_item_shows_may_be_written_back_also_after_adjustments()
    {
        var sale = Given().At(BeforeStart).When(List(500)).When(Adjust(+100, "a")).ThenStock(600, 0, 0);

        sale.When(List(600)).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(List(Terms(title: "New"), 600)).Then(Outcome.Changed).ThenStock(600, 0, 0);
        sale.At(Start).When(List(Terms(title: "New"), 600)).Then(Outcome.Unchanged).AndNothingIsWritten();
        sale.When(List(Terms(title: "Newer"), 600)).Then(Outcome.Changed).ThenStock(600, 0, 0);
        sale.When(Reserve(Alice)).When(List(Terms(title: "Newer"), 600)).Then(Outcome.Unchanged);
        sale.When(List(Terms(title: "Newer"), 500)).Then(Outcome.ItemStarted);
    }

    [Fact]
    public void A_new_total_is_what_the_item_offers_whatever_was_adjusted_before()
    {
        var sale = Given().At(BeforeStart).When(List(10)).When(Adjust(+5, "a")).ThenStock(15, 0, 0);

        sale.When(List(8)).Then(Outcome.Changed).ThenStock(8, 0, 0);
        sale.Events.ShouldBe([new ItemListed(Terms(), 3)]);
        sale.When(Adjust(-8, "b")).Then(Outcome.Changed).ThenStock(0, 0, 0);
        sale.When(List(7)).Then(Outcome.Changed).ThenStock(7, 0, 0);
    }

    [Fact]
    public void A_listed_stock_is_never_written_below_0()
    {
        var sale = Given().At(BeforeStart).When(List(1)).When(Adjust(+100, "a"));

        sale.When(List(30)).Then(Outcome.Changed).ThenStock(30, 0, 0);
        sale.Events.OfType<ItemListed>().ShouldHaveSingleItem().Stock.ShouldBe(0);
        sale.Events.OfType<StockAdjusted>().ShouldHaveSingleItem().Delta.ShouldBe(-70);
        sale.When(List(0), List(20), List(3)).Then(Outcome.Changed, Outcome.Changed, Outcome.Changed).ThenStock(3, 0, 0);
    }

    [Fact]
    public void A_new_listing_and_the_adjustments_together_stay_within_the_limit() =>
        Given().At(BeforeStart).When(List(1)).When(Adjust(ItemLimits.StockMax - 1, "a")).Then(Outcome.Changed)
            .When(List(ItemLimits.StockMax + 1)).Then(Outcome.StockLimit)
            .When(List(ItemLimits.StockMax)).Then(Outcome.Unchanged)
            .When(Adjust(-ItemLimits.StockMax, "b")).When(List(ItemLimits.StockMax)).Then(Outcome.Changed).ThenStock(ItemLimits.StockMax, 0, 0);

    [Fact]
    public void An_order_made_by_a_clock_ahead_fixes_the_terms_although_the_start_lies_ahead() =>
        Given(List(5)).At(Start).When(Reserve(Alice)).Then(Outcome.Reserved)
            .At(BeforeStart).When(List(Terms(limit: 2), 5)).Then(Outcome.ItemStarted)
            .When(List(Terms(title: "New"), 5)).Then(Outcome.Changed);

    [Fact]
    public void A_closed_item_changes_no_more_but_repeats_are_answered() =>
        Given(List(5), Close).When(List(Terms(title: "New"), 5)).Then(Outcome.Closed).AndNothingIsWritten()
            .When(List(5)).Then(Outcome.Unchanged);
}
