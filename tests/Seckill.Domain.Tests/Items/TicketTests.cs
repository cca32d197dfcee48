using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>An item that requires tickets sells to each ticket once.</summary>
public sealed class TicketTests
{
    [Fact]
    public void A_ticket_buys_and_the_same_entry_says_that_it_was_used()
    {
        var sale = Given(ListWithTickets(10)).When(Reserve(Alice, TicketOf(1)), Reserve(Bob, TicketOf(2))).Then(Outcome.Reserved, Outcome.Reserved);

        sale.Events.Count.ShouldBe(2);
        sale.Events[0].ShouldBeOfType<StockReserved>().Reservations.Select(order => order.Sequence).ShouldBe([1, 2]);
        var used = sale.Events[1].ShouldBeOfType<TicketsUsed>();
        used.FirstSequence.ShouldBe(1);
        used.Tickets.ShouldBe([TicketOf(1), TicketOf(2)]);
    }

    [Fact]
    public void Without_a_ticket_nobody_buys() =>
        Given(ListWithTickets(10)).When(Reserve(Alice), Reserve(Bob, 2, "k")).Then(Outcome.TicketRequired, Outcome.TicketRequired).AndNothingIsWritten();

    [Fact]
    public void A_ticket_that_was_used_buys_nothing_more_for_anybody() =>
        Given(ListWithTickets(10, limit: 3), Reserve(Alice, TicketOf(1)))
            .When(Reserve(Alice, TicketOf(1)), Reserve(Bob, TicketOf(1))).Then(Outcome.TicketInvalid, Outcome.TicketInvalid).AndNothingIsWritten();

    [Fact]
    public void Nor_a_second_time_in_the_same_batch() =>
        Given(ListWithTickets(10, limit: 3)).When(Reserve(Alice, TicketOf(1)), Reserve(Alice, TicketOf(1))).Then(Outcome.Reserved, Outcome.TicketInvalid);

    [Fact]
    public void A_ticket_stays_used_when_its_order_has_ended() =>
        Given(ListWithTickets(10), Reserve(Alice, TicketOf(1)), Cancel(Alice, 1)).When(Reserve(Alice, TicketOf(1))).Then(Outcome.TicketInvalid);

    [Fact]
    public void A_repeat_gets_its_first_answer_though_the_ticket_is_spent_or_missing_or_over()
    {
        var sale = Given(ListWithTickets(10, limit: 3)).When(Reserve(Alice, TicketOf(1), key: "k")).Then(Outcome.Reserved);
        var won = sale.Reply.Order;

        sale.After(TimeSpan.FromMinutes(4)).When(Reserve(Alice, TicketOf(1), key: "k"), Reserve(Alice, key: "k"))
            .Then(Outcome.AlreadyReserved, Outcome.AlreadyReserved).AndNothingIsWritten();

        sale.Replies.ShouldAllBe(reply => reply.Order == won);
    }

    [Fact]
    public void At_limit_1_a_buyer_who_holds_an_order_gets_it_without_a_ticket() =>
        Given(ListWithTickets(10), Reserve(Alice, TicketOf(1))).When(Reserve(Alice)).Then(Outcome.AlreadyReserved);

    [Fact]
    public void A_refused_request_spends_no_ticket() =>
        Given(ListWithTickets(1), Reserve(Bob, TicketOf(2))).When(Reserve(Alice, TicketOf(1))).Then(Outcome.SoldOut)
            .When(Cancel(Bob, 1)).When(Reserve(Alice, TicketOf(1))).Then(Outcome.Reserved);

    [Fact]
    public void A_ticket_before_the_start_is_too_early() =>
        Given(ListWithTickets(10)).At(Start.AddSeconds(-1)).When(Reserve(Alice, TicketOf(1))).Then(Outcome.NotStarted);

    [Theory]
    [InlineData(-30_000, Outcome.TicketInvalid)]
    [InlineData(-29_999, Outcome.Reserved)]
    [InlineData(630_000, Outcome.Reserved)]
    [InlineData(630_001, Outcome.TicketInvalid)]
    public void A_ticket_is_good_until_every_clock_says_that_it_is_over_and_for_no_longer_than_the_longest_life(long expiresAfterMs, Outcome outcome) =>
        Given(ListWithTickets(10)).When(Reserve(Alice, new Ticket(1, Start.AddMilliseconds(expiresAfterMs)))).Then(outcome);

    [Fact]
    public void A_ticket_at_the_end_of_time_is_no_ticket() =>
        Given(ListWithTickets(10)).When(Reserve(Alice, new Ticket(1, DateTimeOffset.MaxValue)), Reserve(Bob, new Ticket(1, default)))
            .Then(Outcome.TicketInvalid, Outcome.TicketInvalid);

    [Fact]
    public void Used_tickets_are_forgotten_when_they_are_over_and_stay_worthless_if_the_clock_goes_back()
    {
        var sale = Given(ListWithTickets(10, limit: 9), Reserve(Alice, TicketOf(1, 29)), Reserve(Alice, TicketOf(2, 31)));
        sale.State.Tickets.Count.ShouldBe(2);

        sale.After(TimeSpan.FromSeconds(59.999)).When(Pause);
        sale.State.Tickets.Count.ShouldBe(2);
        sale.After(TimeSpan.FromMilliseconds(1)).When(Resume);
        sale.State.Tickets.Count.ShouldBe(1);
        sale.After(TimeSpan.FromSeconds(-10)).When(Reserve(Alice, TicketOf(1, 29)), Reserve(Alice, TicketOf(2, 31)), Reserve(Alice, TicketOf(3, 31)))
            .Then(Outcome.TicketInvalid, Outcome.TicketInvalid, Outcome.Reserved);
    }

    [Fact]
    public void However_long_it_sells_an_item_remembers_only_tickets_that_may_still_live()
    {
        var sale = Given(List(Terms(limit: 10_000, ticketRequired: true, window: TimeSpan.FromSeconds(1)), 10_000));
        for (ulong number = 1; number <= 300; number++)
        {
            sale.When(Reserve(Alice, new Ticket(number, sale.Now + ItemLimits.TicketLifetimeMax))).Then(Outcome.Reserved);
            sale.After(TimeSpan.FromSeconds(3));
        }

        // What lives 600 s, and 60 s more, at one ticket in 3 s.
        sale.State.Tickets.Count.ShouldBeInRange(200, 221);
    }

    [Fact]
    public void On_an_item_without_tickets_a_ticket_means_nothing()
    {
        var sale = Given(List(10, limit: 2)).When(Reserve(Alice, TicketOf(1)), Reserve(Alice, TicketOf(1))).Then(Outcome.Reserved, Outcome.Reserved);

        sale.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReserved>();
        sale.State.Tickets.ShouldBeSameAs(SpentTickets.Empty);
    }

    [Fact]
    public void A_ledger_that_uses_a_ticket_twice_or_for_no_order_is_not_gone_on_with()
    {
        var state = Given(ListWithTickets(10), Reserve(Alice, TicketOf(1))).State;

        Should.Throw<InvalidOperationException>(() => state.Apply(new BatchCommitted(Start, [new TicketsUsed(1, [TicketOf(1)])])));
        Should.Throw<InvalidOperationException>(() => state.Apply(new BatchCommitted(Start, [new TicketsUsed(2, [TicketOf(2)])])));
        Should.Throw<InvalidOperationException>(() => state.Apply(new BatchCommitted(Start, [new TicketsUsed(0, [TicketOf(2), TicketOf(3)])])));
    }

    private static ListItem ListWithTickets(long stock, int limit = 1) => List(Terms(limit, ticketRequired: true), stock);
}
