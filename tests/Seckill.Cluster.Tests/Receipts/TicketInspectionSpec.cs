using Seckill.Faults.Receipts;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Receipts;

/// <summary>The inspection finds forged tickets, and a waiting list that does not keep its order.</summary>
public sealed class TicketInspectionSpec : ForgedBooks
{
    [Fact]
    public void A_ticket_that_is_used_twice()
    {
        Write(new LedgerEvent.TicketsUsed(1, [7, 7]));
        Said().ShouldContain("ticket 7 was used twice, now for order 2");
    }

    [Fact]
    public void An_order_with_two_tickets_and_a_ticket_without_an_order()
    {
        Write(new LedgerEvent.TicketsUsed(1, [7, 8]));
        Write(new LedgerEvent.TicketsUsed(2, [9, 10]));
        Said().ShouldContain("order 2 used two tickets");
        Said().ShouldContain("ticket 10 was used for order 3, which does not exist");
    }

    [Fact]
    public void An_order_without_the_ticket_that_its_item_requires()
    {
        Ledger[0] = Ledger[0] with { Events = [new LedgerEvent.Listed(10, TicketRequired: true)] };
        Write(new LedgerEvent.TicketsUsed(1, [7]));
        Said().ShouldContain("phone: 2 orders, 1 of them with a ticket");
    }

    [Fact]
    public void Offers_in_the_order_of_joining_are_as_they_should_be()
    {
        ListWithWaitingList();
        Write(new LedgerEvent.Joined(["cem", "dee"], []));
        Write(new LedgerEvent.Adjusted(2, "more"), new LedgerEvent.Reserved(Price, 3, ["cem", "dee"], [1, 1], ["", ""]), new LedgerEvent.Offered(3, 2));
        Said().ShouldNotContain("wait");
        Said().ShouldNotContain("offered");
    }

    [Fact]
    public void An_offer_out_of_turn_or_to_somebody_who_does_not_wait()
    {
        ListWithWaitingList();
        Write(new LedgerEvent.Joined(["cem", "dee"], []));
        Write(new LedgerEvent.Adjusted(1, "more"), new LedgerEvent.Reserved(Price, 3, ["dee"], [1], [""]), new LedgerEvent.Offered(3, 1));
        Said().ShouldContain("order 3 was offered to dee before cem");
    }

    [Fact]
    public void An_offer_that_is_made_twice()
    {
        ListWithWaitingList();
        Write(new LedgerEvent.Joined(["cem"], []));
        Write(new LedgerEvent.Adjusted(1, "more"), new LedgerEvent.Reserved(Price, 3, ["cem"], [1], [""]), new LedgerEvent.Offered(3, 1), new LedgerEvent.Offered(3, 1));
        Said().ShouldContain("order 3 was offered twice");
    }

    [Fact]
    public void A_unit_that_goes_to_somebody_else_while_others_wait()
    {
        ListWithWaitingList();
        var quick = Receipts.NewIntent("phone", _ => "dee", 1);
        Write(new LedgerEvent.Joined(["cem"], []));
        Write(new LedgerEvent.Adjusted(1, "more"), new LedgerEvent.Reserved(Price, 3, ["dee"], [1], [quick.Key]));
        Said().ShouldContain("order phone-3 of dee was made while others waited");
    }

    [Fact]
    public void A_unit_that_is_kept_from_those_who_wait()
    {
        ListWithWaitingList();
        Write(new LedgerEvent.Joined(["cem"], []));
        Write(new LedgerEvent.Stopped(true), new LedgerEvent.Adjusted(1, "more"));
        Said().ShouldNotContain("buyers wait");
        Write(new LedgerEvent.Stopped(false));
        Said().ShouldContain("1 units are available, and 1 buyers wait");
    }

    [Fact]
    public void A_ticket_that_is_used_for_two_places()
    {
        ListWithWaitingList();
        Write(new LedgerEvent.Joined(["cem", "dee"], [7, 7]));
        Said().ShouldContain("ticket 7 was used twice, now for a place");
    }

    /// <summary>Sold out: the two orders of the sale are all that there is.</summary>
    private void ListWithWaitingList()
    {
        Ledger[0] = Ledger[0] with { Events = [new LedgerEvent.Listed(2, WaitingList: true)] };
        Ledger[3] = Ledger[3] with { Events = [new LedgerEvent.Other()] };
    }

    [Fact]
    public void One_ticket_that_buys_two_orders_under_two_numbers()
    {
        First.Ticket = TicketOf(7);
        var again = Receipts.NewRepeat(First);
        again.Tell("phone-3");
        Write(new LedgerEvent.TicketsUsed(1, [7]));
        Write(new LedgerEvent.Reserved(Price, 3, ["ann"], [1], [again.Key]), new LedgerEvent.TicketsUsed(3, [8]));
        Said().ShouldContain("one ticket of ann bought phone-1 and phone-3");
        Said().ShouldContain("phone-3: bought with ticket 7, ledger: ticket 8");
    }

    [Fact]
    public void A_repeat_with_the_same_ticket_may_be_told_the_first_order()
    {
        First.Ticket = TicketOf(7);
        Receipts.NewRepeat(First).Tell("phone-1");
        Write(new LedgerEvent.TicketsUsed(1, [7]));
        Violations().ShouldNotContain(said => said.Contains("phone-1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_purchase_with_a_strangers_ticket()
    {
        var thief = Receipts.NewTrespass("phone", _ => "eve", TicketOf(7));
        Write(new LedgerEvent.Reserved(Price, 3, ["eve"], [1], [thief.Key]), new LedgerEvent.TicketsUsed(3, [7]));
        Said().ShouldContain("phone-3: eve bought phone without a right to it");
    }

    [Fact]
    public void A_yes_without_a_ticket_even_if_the_ledger_does_not_know_it()
    {
        Receipts.NewTrespass("phone", _ => "eve", ticket: null).Tell("phone-9");
        Said().ShouldContain("phone-9: eve bought phone without a right to it");
    }
}
