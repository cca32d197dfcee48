using System.Security.Cryptography;
using System.Text;
using Seckill.Faults.Receipts;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Receipts;

/// <summary>The inspection must find what it is there to find: each test forges one thing in books that are otherwise in order.</summary>
public sealed class InspectionSpec
{
    private const long Price = 9_900;

    private readonly ReceiptBook _receipts = new();
    private readonly List<LedgerEntry> _ledger = [];
    private readonly List<OrderRow> _rows = [];
    private readonly Intent _first;
    private readonly Intent _second;
    private ItemRow _item = new("phone", Total: 12, Available: 10, Held: 1, Sold: 1, Revision: 4);

    public InspectionSpec()
    {
        _first = _receipts.NewIntent("phone", _ => "ann", 1);
        _first.Tell("phone-1");
        _second = _receipts.NewIntent("phone", _ => "bob", 1);
        _second.Tell("phone-2");
        _receipts.NewMoney("phone-1", "pay-1", Price).IsAcknowledged = true;
        var delivery = _receipts.NewChange("phone", 2);
        delivery.IsAcknowledged = true;
        Write(new LedgerEvent.Listed(10));
        Write(new LedgerEvent.Reserved(Price, 1, ["ann", "bob"], [1, 1], [_first.Key, _second.Key]));
        Write(new LedgerEvent.Paid(1, "pay-1", Price));
        Write(new LedgerEvent.Adjusted(2, delivery.Key));
        _rows.Add(new OrderRow("phone-1", "phone", "ann", 1, "paid", "pay-1"));
        _rows.Add(new OrderRow("phone-2", "phone", "bob", 1, "pending", null));
    }

    [Fact]
    public void Books_in_order_are_left_alone() => Violations().ShouldBeEmpty();

    [Fact]
    public void A_receipt_whose_order_is_lost() => AfterTelling("phone-9").ShouldContain("lost from the ledger");

    [Fact]
    public void One_intent_with_two_receipts() => AfterTelling("phone-2").ShouldContain("one intent was told phone-1 and phone-2");

    [Fact]
    public void One_intent_with_two_orders()
    {
        Write(new LedgerEvent.Reserved(Price, 3, ["ann"], [1], [_first.Key]));
        Said().ShouldContain("one intent, orders phone-1 and phone-3");
    }

    [Fact]
    public void A_whole_hash_chain_is_left_alone()
    {
        Chain(startsAt: [1]);
        Violations().ShouldBeEmpty();
    }

    [Fact]
    public void An_entry_that_does_not_continue_the_hash_chain()
    {
        Chain(startsAt: [1]);
        _ledger[2] = _ledger[2] with { Link = _ledger[2].Link! with { Hashed = [9] } };
        Said().ShouldContain("phone: the entry does not continue the hash chain (entry 3");
    }

    [Fact]
    public void A_hash_chain_that_starts_again_for_no_reason()
    {
        Chain(startsAt: [1, 3]);
        Said().ShouldContain("phone: the hash chain starts in the middle, or not at all (entry 3");
    }

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
        _ledger[0] = _ledger[0] with { Events = [new LedgerEvent.Listed(10, TicketRequired: true)] };
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
        var quick = _receipts.NewIntent("phone", _ => "dee", 1);
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
        _ledger[0] = _ledger[0] with { Events = [new LedgerEvent.Listed(2, WaitingList: true)] };
        _ledger[3] = _ledger[3] with { Events = [new LedgerEvent.Other()] };
    }

    [Fact]
    public void An_order_that_nobody_asked_for()
    {
        Write(new LedgerEvent.Reserved(Price, 3, ["eve"], [1], ["k99"]));
        Said().ShouldContain("phone-3: nobody asked for it");
    }

    [Fact]
    public void An_order_of_a_buyer_who_was_refused_every_time()
    {
        var refused = _receipts.NewIntent("phone", _ => "cem", 1);
        Write(new LedgerEvent.Reserved(Price, 3, ["cem"], [1], [refused.Key]));
        Said().ShouldContain("phone-3: its buyer was refused every time");
    }

    [Fact]
    public void An_order_that_is_hidden_from_its_buyer()
    {
        var open = _receipts.NewIntent("phone", _ => "cem", 1);
        open.IsOpen = true;
        Write(new LedgerEvent.Reserved(Price, 3, ["cem"], [1], [open.Key]));
        Said().ShouldContain("hidden from its buyer");
    }

    [Fact]
    public void An_order_of_another_quantity_than_asked_for()
    {
        _ledger[1] = _ledger[1] with { Events = [new LedgerEvent.Reserved(Price, 1, ["ann", "bob"], [2, 1], [_first.Key, _second.Key])] };
        Said().ShouldContain("told to ann x1");
    }

    [Fact]
    public void More_units_live_than_there_are()
    {
        var many = _receipts.NewIntent("phone", _ => "cem", 11);
        many.Tell("phone-3");
        Write(new LedgerEvent.Reserved(Price, 3, ["cem"], [11], [many.Key]));
        Said().ShouldContain("-1 units available");
    }

    [Fact]
    public void A_gap_in_the_ledger()
    {
        _ledger[^1] = _ledger[^1] with { Number = 5 };
        Said().ShouldContain("entry 5 follows entry 3");
    }

    [Fact]
    public void A_unit_that_was_given_back_twice()
    {
        Write(new LedgerEvent.Released(IsCancelled: false, [2]));
        Write(new LedgerEvent.Released(IsCancelled: false, [2]));
        Said().ShouldContain("order 2 was released when it was expired");
    }

    [Fact]
    public void Acknowledged_money_that_is_silent()
    {
        _receipts.NewMoney("phone-2", "pay-2", Price).IsAcknowledged = true;
        Said().ShouldContain("pay-2: acknowledged, and silent");
    }

    [Fact]
    public void Money_that_was_taken_twice()
    {
        Write(new LedgerEvent.RefundDue(1, "pay-1", Price));
        Said().ShouldContain("pay-1: taken 2 times");
    }

    [Fact]
    public void Money_that_is_still_owed()
    {
        _receipts.NewMoney("phone-1", "pay-2", Price).IsAcknowledged = true;
        Write(new LedgerEvent.RefundDue(1, "pay-2", Price));
        Said().ShouldContain("pay-2: its money is still owed");
    }

    [Fact]
    public void Money_of_the_wrong_amount()
    {
        _ledger[2] = _ledger[2] with { Events = [new LedgerEvent.Paid(1, "pay-1", 1)] };
        Said().ShouldContain("phone-1 costs 9900 and was paid with 1");
    }

    [Fact]
    public void A_buyer_who_was_shown_paid_and_is_not()
    {
        _second.IsPaid = true;
        Said().ShouldContain("phone-2: told paid, ledger: pending");
    }

    [Fact]
    public void A_buyer_who_was_told_cancelled_and_is_not()
    {
        _second.IsCancelled = true;
        Said().ShouldContain("phone-2: told cancelled, ledger: pending");
    }

    [Fact]
    public void An_acknowledged_delivery_that_is_missing()
    {
        _receipts.NewChange("phone", 5).IsAcknowledged = true;
        Said().ShouldContain("the stock of phone is unchanged");
    }

    [Fact]
    public void A_missing_row()
    {
        _rows.RemoveAt(1);
        Said().ShouldContain("phone-2: no row");
    }

    [Fact]
    public void A_row_too_many()
    {
        _rows.Add(new OrderRow("phone-3", "phone", "eve", 1, "pending", null));
        Said().ShouldContain("phone-3: a row without an order");
    }

    [Fact]
    public void A_doubled_row()
    {
        _rows.Add(_rows[0]);
        Said().ShouldContain("phone-1: two rows");
    }

    [Fact]
    public void A_row_that_says_something_else()
    {
        _rows[1] = _rows[1] with { Status = "expired" };
        Said().ShouldContain("phone-2: the row says bob x1 expired");
    }

    [Fact]
    public void An_item_whose_row_says_something_else()
    {
        _item = _item with { Available = 11 };
        Said().ShouldContain("phone: the table says");
    }

    [Fact]
    public void What_was_wrong_on_the_spot()
    {
        _receipts.Complain("a 500");
        Said().ShouldContain("a 500");
    }

    private void Chain(int[] startsAt)
    {
        var hash = new byte[32];
        for (var i = 0; i < _ledger.Count; i++)
        {
            var starts = startsAt.Contains(i + 1);
            byte[] bytes = [(byte)i];
            hash = SHA256.HashData([.. starts ? new byte[32] : hash, .. Encoding.ASCII.GetBytes($"phone {i + 1}\n"), .. bytes]);
            _ledger[i] = _ledger[i] with { Link = new LedgerLink(starts, hash, bytes) };
        }
    }

    private void Write(params LedgerEvent[] happened) => _ledger.Add(new LedgerEntry(_ledger.Count + 1, "writer", 0, happened));

    private string AfterTelling(string orderId)
    {
        _first.Tell(orderId);
        return Said();
    }

    private string Said() => string.Join("\n", Violations());

    private IReadOnlyList<string> Violations()
    {
        var ledger = new ItemLedger("phone");
        foreach (var entry in _ledger) ledger.Add(entry);
        var books = new Books(
            new Dictionary<string, ItemLedger> { ["phone"] = ledger }, _rows, new Dictionary<string, ItemRow> { ["phone"] = _item });
        return new Inspection(_receipts, books).FindViolations();
    }
}
