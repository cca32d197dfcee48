using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>An item with a limit over its campaign sells with a slot only, and says what became of slots.</summary>
public sealed class CampaignSlotTests
{
    private static readonly CampaignSlot Slot = new("c", 3, IdempotencyKey.Parse("slot-1"), Start.AddSeconds(10));

    private static readonly ListItem Listing = List(Terms(limit: 2, campaign: "c") with { CampaignLimit = 3 }, 10);

    [Fact]
    public void Without_a_slot_it_sells_nothing() =>
        Given(Listing).When(Reserve(Alice), Reserve(Alice, 2, "k")).Then(Outcome.Overloaded, Outcome.Overloaded).AndNothingIsWritten();

    [Fact]
    public void With_a_slot_it_sells_and_remembers_the_order_by_the_slots_key()
    {
        var sale = Given(Listing).When(With(Slot)).Then(Outcome.Reserved);

        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReserved>().Reservations.ShouldHaveSingleItem().Key.ShouldBe(Slot.Key);
    }

    [Fact]
    public void A_key_of_the_buyers_own_stays_the_key_of_the_order() =>
        Given(Listing).When(With(Slot, key: "k")).Then(Outcome.Reserved)
            .Events.ShouldHaveSingleItem().ShouldBeOfType<StockReserved>().Reservations.ShouldHaveSingleItem().Key.ShouldBe(IdempotencyKey.Parse("k"));

    [Fact]
    public void A_slot_for_other_terms_buys_nothing() =>
        Given(Listing)
            .When(With(Slot with { Campaign = "d" }), With(Slot with { Limit = 2 }), With(Slot with { Limit = 4 }))
            .Then(Outcome.Overloaded, Outcome.Overloaded, Outcome.Overloaded).AndNothingIsWritten();

    [Fact]
    public void Nor_does_any_at_an_item_without_such_a_limit() =>
        Given(List(Terms(campaign: "c"), 10)).When(With(Slot)).Then(Outcome.Overloaded).AndNothingIsWritten();

    [Theory]
    [InlineData(9_999, Outcome.Reserved)]
    [InlineData(10_000, Outcome.Overloaded)]
    public void A_slot_lapses_by_the_items_clock(long afterMs, Outcome outcome) =>
        Given(Listing).At(Start.AddMilliseconds(afterMs)).When(With(Slot)).Then(outcome);

    [Fact]
    public void A_repeat_gets_its_order_with_any_slot_or_none() =>
        Given(Listing, With(Slot, key: "k")).At(Start.AddMinutes(1)).When(With(Slot, key: "k"), Reserve(Alice, key: "k"))
            .Then(Outcome.AlreadyReserved, Outcome.AlreadyReserved).AndNothingIsWritten();

    [Fact]
    public void The_items_own_limit_phase_ticket_and_stock_still_count()
    {
        Given(Listing, With(Slot)).When(With(Slot, quantity: 2)).Then(Outcome.LimitReached);
        Given(Listing, Pause).When(With(Slot)).Then(Outcome.Paused);
        Given(Listing).At(Start.AddSeconds(-1)).When(With(Slot)).Then(Outcome.NotStarted);
        Given(Listing with { Stock = 0 }).When(With(Slot)).Then(Outcome.SoldOut);
        var ticketed = List(Terms(campaign: "c", ticketRequired: true) with { CampaignLimit = 3 }, 10);
        Given(ticketed).When(With(Slot), With(Slot) with { Ticket = TicketOf(1) }).Then(Outcome.TicketRequired, Outcome.Reserved);
    }

    [Fact]
    public void It_counts_what_a_buyer_holds_and_owns_and_names_the_orders()
    {
        var sale = Given(Listing, With(Slot), With(Slot with { Key = IdempotencyKey.Parse("slot-2") }), Pay(1, "p"), Cancel(Alice, 2));

        sale.When(new CountHoldings(Alice, []), new CountHoldings(Carol, [])).Then(Outcome.Found, Outcome.Found).AndNothingIsWritten();

        var (alice, carol) = (sale.Replies[0], sale.Replies[1]);
        (alice.Holdings!.Units, alice.Holdings.LastSequence, alice.OrderCount).ShouldBe((1, 2L, 1));
        alice.OrderIds.ShouldBe([new OrderId(Item, 1)]);
        (carol.Holdings!.Units, carol.Holdings.LastSequence, carol.OrderCount).ShouldBe((0, 2L, 0));
    }

    [Theory]
    [InlineData(0, SlotFate.Open)]
    [InlineData(14_999, SlotFate.Open)]
    [InlineData(15_000, SlotFate.Lapsed)]
    public void A_slot_without_an_order_is_over_when_no_clock_can_make_it_valid_again(long afterMs, SlotFate fate) =>
        Given(Listing).At(Start.AddMilliseconds(afterMs)).When(Question(Slot.Key)).Then(Outcome.Found).Reply.Holdings!.Fates.ShouldBe([fate]);

    [Fact]
    public void A_slot_with_an_order_is_counted_whatever_became_of_the_order()
    {
        Given(Listing, With(Slot)).When(Question(Slot.Key)).Then(Outcome.Found).Reply.Holdings!.ShouldSatisfyAllConditions(
            told => told.Units.ShouldBe(1), told => told.Fates.ShouldBe([SlotFate.Counted]));
        Given(Listing, With(Slot), Cancel(Alice, 1)).When(Question(Slot.Key)).Then(Outcome.Found).Reply.Holdings!.ShouldSatisfyAllConditions(
            told => told.Units.ShouldBe(0), told => told.Fates.ShouldBe([SlotFate.Counted]));
    }

    [Fact]
    public void A_limit_over_a_campaign_needs_a_campaign_and_is_fixed_at_the_start()
    {
        Should.Throw<ArgumentException>(() => Terms() with { CampaignLimit = 1 });
        Should.Throw<ArgumentOutOfRangeException>(() => Terms(campaign: "c") with { CampaignLimit = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => Terms(campaign: "c") with { CampaignLimit = CampaignLimits.LimitMax + 1 });
        var other = Listing with { Terms = Listing.Terms with { CampaignLimit = 4 } };
        Given(Listing).At(BeforeStart).When(other).Then(Outcome.Changed);
        Given(Listing).At(Start).When(other).Then(Outcome.ItemStarted);
        Listing.Terms.Revise("New", End, presentation: null).CampaignLimit.ShouldBe(3);
    }

    private static CountHoldings Question(IdempotencyKey key) => new(Alice, [new SlotQuestion(key, Slot.LapsesAt)]);

    private static ReserveWithSlot With(CampaignSlot slot, int quantity = 1, string? key = null) => new(Reserve(Alice, quantity, key), slot);
}
