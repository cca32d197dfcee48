using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>Units that come back after the sell-out go to those who wait, in order.</summary>
public sealed class WaitingListTests
{
    private static readonly BuyerId Dave = BuyerId.Parse("dave");

    [Fact]
    public void A_unit_that_a_buyer_gives_up_is_offered_in_the_same_entry_to_the_first_who_waits()
    {
        var sale = SoldOut().When(Join(Bob), Join(Carol)).Then(Outcome.Waiting, Outcome.Waiting);
        sale.Replies.Select(reply => reply.Ahead).ShouldBe([0, 1]);
        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<WaitingListJoined>().Buyers.ShouldBe([Bob, Carol]);

        sale.After(TimeSpan.FromSeconds(10)).When(Cancel(Alice, 1)).Then(Outcome.Cancelled).ThenStock(0, 1, 0);

        sale.Events.Count.ShouldBe(3);
        sale.Events[0].ShouldBeOfType<StockReleased>();
        var offer = sale.Events[1].ShouldBeOfType<StockReserved>();
        offer.Reservations.ShouldBe([new Reservation(2, Bob, 1, null)]);
        offer.PayBefore.ShouldBe(sale.Now + PaymentWindow);
        sale.Events[2].ShouldBe(new UnitsOffered(2, 1));
        sale.State.Waiting.Buyers.ShouldBe([Carol]);
        Place(sale, Bob).Outcome.ShouldBe(Outcome.Offered);
        Place(sale, Bob).Order.ShouldBe(sale.State.FindOrder(2));
        Place(sale, Carol).Ahead.ShouldBe(0);
    }

    [Fact]
    public void So_is_one_that_was_not_paid_in_time_and_an_offer_that_lapses_goes_to_the_next()
    {
        var sale = SoldOut().When(Join(Bob), Join(Carol));

        sale.After(PaymentWindow).When(Expire).Then(Outcome.Expired).ThenStock(0, 1, 0).ThenOrder(2, OrderStatus.Pending);
        sale.After(PaymentWindow).When(Expire).ThenOrder(2, OrderStatus.Expired).ThenOrder(3, OrderStatus.Pending);

        sale.State.FindOrder(3)!.Buyer.ShouldBe(Carol);
        Place(sale, Bob).Outcome.ShouldBe(Outcome.NotWaiting);
    }

    [Fact]
    public void So_is_one_whose_paid_order_an_operator_cancels() =>
        SoldOut().When(Pay(1, "p1")).When(Join(Bob)).When(Revoke(1)).Then(Outcome.Cancelled).ThenStock(0, 1, 0).ThenOrder(2, OrderStatus.Pending);

    [Fact]
    public void So_is_one_whose_money_came_too_late()
    {
        var sale = SoldOut().When(Join(Bob));

        sale.After(PaymentWindow).When(Pay(1, "p1")).Then(Outcome.RefundDue).ThenOrder(1, OrderStatus.RefundDue).ThenOrder(2, OrderStatus.Pending);
    }

    [Fact]
    public void Units_that_an_operator_adds_are_offered_and_only_what_nobody_waits_for_is_on_sale()
    {
        var sale = SoldOut().When(Join(Bob), Join(Carol)).When(Adjust(+3, "more"), Reserve(Dave)).Then(Outcome.Changed, Outcome.Reserved).ThenStock(0, 4, 0);

        sale.Events.Select(change => change.GetType()).ShouldBe([typeof(StockAdjusted), typeof(StockReserved), typeof(UnitsOffered), typeof(StockReserved)]);
        sale.State.FindOrder(4)!.Buyer.ShouldBe(Dave);
    }

    [Fact]
    public void While_somebody_waits_nobody_else_gets_a_unit_however_quick() =>
        SoldOut().When(Join(Bob)).When(Reserve(Carol), Cancel(Alice, 1), Reserve(Carol), Reserve(Bob))
            .Then(Outcome.SoldOut, Outcome.Cancelled, Outcome.SoldOut, Outcome.AlreadyReserved);

    [Fact]
    public void Nothing_is_offered_while_the_sale_is_paused_and_everything_at_once_when_it_goes_on()
    {
        var sale = SoldOut(stock: 2).When(Join(Bob), Join(Carol), Join(Dave)).When(Pause).When(Cancel(Alice, 1)).ThenStock(1, 1, 0);
        sale.Events.ShouldHaveSingleItem();
        sale.After(PaymentWindow).When(Expire).ThenStock(2, 0, 0);

        sale.When(Resume).Then(Outcome.Changed).ThenStock(0, 2, 0);

        sale.State.Waiting.Buyers.ShouldBe([Dave]);
    }

    [Fact]
    public void Nothing_is_offered_after_the_end_unless_the_end_is_moved()
    {
        var sale = SoldOut().When(Join(Bob)).At(End).When(Expire).ThenStock(1, 0, 0);
        Place(sale, Bob).Outcome.ShouldBe(Outcome.NotWaiting);

        sale.When(List(Terms(endsAt: End.AddHours(1), waitingList: true), 1)).Then(Outcome.Changed).ThenStock(0, 1, 0);

        Place(sale, Bob).Outcome.ShouldBe(Outcome.Offered);
    }

    [Fact]
    public void Nothing_is_offered_of_a_closed_item() => SoldOut().When(Join(Bob)).When(Close).When(Cancel(Alice, 1)).ThenStock(1, 0, 0);

    [Fact]
    public void While_purchases_are_switched_off_nobody_joins_and_nothing_is_offered_and_then_the_next_batch_offers_it()
    {
        var sale = SoldOut().When(Join(Bob)).With(new WaitingRule(10, IsOpen: false));
        sale.When(Cancel(Alice, 1), Join(Carol)).Then(Outcome.Cancelled, Outcome.Paused).ThenStock(1, 0, 0);

        sale.With(WaitingRule.Default).When(Reserve(Carol)).Then(Outcome.SoldOut).ThenStock(0, 1, 0);

        sale.State.FindOrder(2)!.Buyer.ShouldBe(Bob);
    }

    [Fact]
    public void Joining_again_changes_nothing() =>
        SoldOut().When(Join(Bob), Join(Carol)).When(Join(Carol), Join(Bob)).Then(Outcome.Waiting, Outcome.Waiting).AndNothingIsWritten()
            .Replies.Select(reply => reply.Ahead).ShouldBe([1, 0]);

    [Fact]
    public void Who_has_an_offer_is_told_so_instead_of_joining_or_leaving()
    {
        var sale = SoldOut().When(Join(Bob)).When(Cancel(Alice, 1)).When(Join(Bob), Leave(Bob)).Then(Outcome.Offered, Outcome.Offered).AndNothingIsWritten();

        sale.Replies.ShouldAllBe(reply => reply.Order!.Id.Sequence == 2);
    }

    [Fact]
    public void A_paid_offer_is_an_order_like_any_other()
    {
        var sale = SoldOut().When(Join(Bob)).When(Cancel(Alice, 1)).When(Pay(2, "p1")).Then(Outcome.Paid);

        Place(sale, Bob).Outcome.ShouldBe(Outcome.NotWaiting);
        sale.When(Join(Bob)).Then(Outcome.LimitReached);
    }

    [Fact]
    public void Who_leaves_is_passed_over_and_may_join_again_at_the_end()
    {
        var sale = SoldOut().When(Join(Bob), Join(Carol)).When(Leave(Bob)).Then(Outcome.NotWaiting);
        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<WaitingListLeft>().Cause.ShouldBe(LeaveCause.Left);
        sale.When(Leave(Bob)).Then(Outcome.NotWaiting).AndNothingIsWritten();

        sale.When(Join(Bob)).Then(Outcome.Waiting).Reply.Ahead.ShouldBe(1);
    }

    [Fact]
    public void A_buyer_joins_and_leaves_within_one_batch() =>
        SoldOut().When(Join(Bob), Leave(Bob), Join(Bob)).Then(Outcome.Waiting, Outcome.NotWaiting, Outcome.Waiting).State.Waiting.Buyers.ShouldBe([Bob]);

    [Fact]
    public void While_units_are_available_there_is_nothing_to_wait_for() =>
        Given(List(Terms(waitingList: true), 1)).When(Join(Alice), Reserve(Bob), Join(Alice)).Then(Outcome.UnitsAvailable, Outcome.Reserved, Outcome.Waiting);

    [Fact]
    public void Only_a_sale_that_is_on_can_be_waited_for()
    {
        Given(List(Terms(waitingList: true), 0)).At(BeforeStart).When(Join(Bob)).Then(Outcome.NotStarted);
        SoldOut().When(Pause).When(Join(Bob)).Then(Outcome.Paused);
        SoldOut().At(End).When(Join(Bob)).Then(Outcome.Closed);
        Given(List(1), Reserve(Alice)).When(Join(Bob), Leave(Bob)).Then(Outcome.NoWaitingList, Outcome.NoWaitingList).AndNothingIsWritten();
        Given().When(Join(Bob), Leave(Bob)).Then(Outcome.ItemNotFound, Outcome.ItemNotFound);
    }

    [Fact]
    public void Who_waits_keeps_the_place_while_the_sale_is_paused() => SoldOut().When(Join(Bob)).When(Pause).When(Join(Bob)).Then(Outcome.Waiting);

    [Fact]
    public void A_buyer_at_the_limit_cannot_join() => SoldOut().When(Join(Alice)).Then(Outcome.LimitReached).AndNothingIsWritten();

    [Fact]
    public void A_buyer_in_the_cool_down_cannot_join_and_one_who_gets_there_while_waiting_is_passed_over()
    {
        var churn = new ChurnRule(Free: 0, Max: 9, TimeSpan.FromHours(1));
        var sale = Given(List(Terms(limit: 2, waitingList: true), 2)).With(churn).When(Reserve(Alice), Reserve(Bob), Join(Alice), Join(Carol));

        // Alice's own order lapses while she waits: her turn comes in the cool-down.
        sale.When(Cancel(Alice, 1)).Then(Outcome.Cancelled);

        sale.Events[1].ShouldBeOfType<WaitingListLeft>().ShouldSatisfyAllConditions(
            left => left.Cause.ShouldBe(LeaveCause.CoolingDown), left => left.Buyers.ShouldBe([Alice]));
        sale.State.FindOrder(3)!.Buyer.ShouldBe(Carol);
        sale.When(Join(Alice)).Then(Outcome.CoolingDown);
    }

    [Fact]
    public void A_blocked_buyer_is_passed_over_and_has_no_place_afterwards()
    {
        var sale = SoldOut().When(Join(Bob), Join(Carol)).With(Blocking(Bob, until: null));

        sale.When(Cancel(Alice, 1)).Then(Outcome.Cancelled);

        sale.Events[1].ShouldBeOfType<WaitingListLeft>().ShouldSatisfyAllConditions(
            left => left.Cause.ShouldBe(LeaveCause.Blocked), left => left.Buyers.ShouldBe([Bob]));
        sale.State.FindOrder(2)!.Buyer.ShouldBe(Carol);
        sale.State.Waiting.Buyers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, "carol")]
    [InlineData(0, "bob")]
    [InlineData(-1, "bob")]
    public void A_block_counts_until_it_ends_by_the_items_clock(int secondsLeft, string served)
    {
        var sale = SoldOut().When(Join(Bob), Join(Carol));

        sale.With(Blocking(Bob, until: sale.Now.AddSeconds(secondsLeft))).When(Cancel(Alice, 1));

        sale.State.FindOrder(2)!.Buyer.ShouldBe(BuyerId.Parse(served));
    }

    [Fact]
    public void When_all_who_wait_are_passed_over_the_unit_is_on_sale()
    {
        var sale = Given(List(Terms(limit: 2, waitingList: true), 1)).With(new ChurnRule(Free: 0, Max: 9, TimeSpan.FromHours(1)))
            .When(Reserve(Alice), Join(Alice));

        sale.When(Cancel(Alice, 1), Reserve(Bob)).Then(Outcome.Cancelled, Outcome.Reserved);
    }

    [Fact]
    public void The_list_is_bounded() =>
        SoldOut().With(new WaitingRule(2)).When(Join(Bob), Join(Carol), Join(Dave), Join(Bob))
            .Then(Outcome.Waiting, Outcome.Waiting, Outcome.WaitingListFull, Outcome.Waiting);

    [Fact]
    public void Joining_uses_a_ticket_up_where_the_item_requires_one_and_the_offer_needs_none()
    {
        var sale = Given(List(Terms(ticketRequired: true, waitingList: true), 1), Reserve(Alice, TicketOf(1)));
        sale.When(Join(Bob), Join(Bob, TicketOf(1)), Join(Bob, TicketOf(2)), Join(Bob), Join(Carol, TicketOf(2)))
            .Then(Outcome.TicketRequired, Outcome.TicketInvalid, Outcome.Waiting, Outcome.Waiting, Outcome.TicketInvalid);
        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<WaitingListJoined>().Tickets.ShouldBe([TicketOf(2)]);

        sale.When(Cancel(Alice, 1), Adjust(+1, "more"), Reserve(Carol, TicketOf(3))).Then(Outcome.Cancelled, Outcome.Changed, Outcome.Reserved);

        sale.Events.OfType<TicketsUsed>().ShouldHaveSingleItem().FirstSequence.ShouldBe(3);
    }

    [Fact]
    public void Tickets_are_told_before_the_offers_that_follow_the_purchase()
    {
        var sale = Given(List(Terms(ticketRequired: true, waitingList: true), 1))
            .When(Reserve(Alice, TicketOf(1)), Join(Bob, TicketOf(2)), Cancel(Alice, 1)).Then(Outcome.Reserved, Outcome.Waiting, Outcome.Cancelled);

        sale.Events.Select(change => change.GetType()).ShouldBe(
        [
            typeof(StockReserved), typeof(WaitingListJoined), typeof(StockReleased), typeof(TicketsUsed), typeof(StockReserved), typeof(UnitsOffered),
        ]);
    }

    [Fact]
    public void More_units_than_one_batch_offers_follow_in_the_next_and_are_not_sold_meanwhile()
    {
        var sale = Given(List(Terms(waitingList: true), 0)).With(new WaitingRule(ItemLimits.WaitingMax));
        var crowd = Enumerable.Range(1, ItemLimits.OffersPerBatchMax + 5).Select(number => BuyerId.Parse($"b{number}")).ToList();
        sale.When([.. crowd.Select(buyer => Join(buyer))]);

        sale.When(Adjust(+ItemLimits.OffersPerBatchMax + 10, "many"), Reserve(Alice)).Then(Outcome.Changed, Outcome.SoldOut)
            .ThenStock(10, ItemLimits.OffersPerBatchMax, 0);
        sale.State.HasUnitsToOffer(sale.Now).ShouldBeTrue();
        sale.When(new OfferUnits()).ThenStock(5, ItemLimits.OffersPerBatchMax + 5, 0);

        sale.State.HasUnitsToOffer(sale.Now).ShouldBeFalse();
        sale.When(Reserve(Alice)).Then(Outcome.Reserved);
    }

    [Fact]
    public void Terms_stay_once_somebody_has_waited_even_if_a_clock_says_that_the_sale_has_not_started() =>
        Given(List(Terms(waitingList: true), 0)).When(Join(Bob)).At(BeforeStart).When(List(Terms(), 0)).Then(Outcome.ItemStarted);

    [Fact]
    public void An_item_without_a_waiting_list_keeps_none() => Given(List(1), Reserve(Alice)).State.Waiting.ShouldBeSameAs(WaitingList.Empty);

    [Fact]
    public void A_list_is_restored_in_its_order_and_contradictions_are_refused()
    {
        var list = WaitingList.Restore(7, [Carol, Bob], [(Alice, 3)]);

        (list.AheadOf(Carol), list.AheadOf(Bob), list.AheadOf(Alice), list.Count, list.Joined).ShouldBe((0, 1, null, 2, 7));
        list.Offers[Alice].ShouldBe(3);
        Should.Throw<InvalidOperationException>(() => WaitingList.Restore(1, [Carol, Bob], []));
        Should.Throw<InvalidOperationException>(() => WaitingList.Restore(7, [Bob, Bob], []));
        Should.Throw<InvalidOperationException>(() => WaitingList.Restore(7, [Bob], [(Bob, 3)]));
        Should.Throw<InvalidOperationException>(() => WaitingList.Restore(7, [], [(Bob, 3), (Bob, 4)]));
    }

    [Fact]
    public void A_ledger_that_contradicts_itself_is_not_gone_on_with()
    {
        var state = SoldOut().When(Join(Bob)).State;

        Refuse(new WaitingListJoined([Bob]));
        Refuse(new WaitingListJoined([Carol, Dave]) { Tickets = [TicketOf(1)] });
        Refuse(new WaitingListLeft(LeaveCause.Left, [Carol]));
        Refuse(new UnitsOffered(2, 1));
        Refuse(new UnitsOffered(1, 0));
        Refuse(new UnitsOffered(1, 2));

        void Refuse(IEvent change) => Should.Throw<InvalidOperationException>(() => state.Apply(new BatchCommitted(Start, [change])));
    }

    private static Scenario SoldOut(long stock = 1) => stock == 1
        ? Given(List(Terms(waitingList: true), 1), Reserve(Alice))
        : Given(List(Terms(waitingList: true), stock), Reserve(Alice), Reserve(BuyerId.Parse("eve")));

    private static WaitingRule Blocking(BuyerId buyer, DateTimeOffset? until) => WaitingRule.Default with
    {
        Blocks = ImmutableDictionary<BuyerId, Block>.Empty.Add(
            buyer,
            new Block(BlockTarget.Of(BlockKind.Buyer, buyer.Value), until, new SettingsAuthor(Alice, "trace", null), Start, Revision: 1)),
    };

    private static Reply Place(Scenario sale, BuyerId buyer) => ItemDecider.PlaceOf(sale.State, buyer, sale.Now);
}
