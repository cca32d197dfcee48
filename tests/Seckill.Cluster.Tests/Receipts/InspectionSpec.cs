using System.Security.Cryptography;
using System.Text;
using Seckill.Faults.Receipts;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Receipts;

/// <summary>The inspection must find what it is there to find: each test forges one thing in books that are otherwise in order.</summary>
public sealed class InspectionSpec : ForgedBooks
{
    [Fact]
    public void Books_in_order_are_left_alone() => Violations().ShouldBeEmpty();

    [Fact]
    public void A_receipt_whose_order_is_lost() => AfterTelling("phone-9").ShouldContain("lost from the ledger");

    [Fact]
    public void One_intent_with_two_receipts() => AfterTelling("phone-2").ShouldContain("one intent was told phone-1 and phone-2");

    [Fact]
    public void One_intent_with_two_orders()
    {
        Write(new LedgerEvent.Reserved(Price, 3, ["ann"], [1], [First.Key]));
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
        Ledger[2] = Ledger[2] with { Link = Ledger[2].Link! with { Hashed = [9] } };
        Said().ShouldContain("phone: the entry does not continue the hash chain (entry 3");
    }

    [Fact]
    public void A_hash_chain_that_starts_again_for_no_reason()
    {
        Chain(startsAt: [1, 3]);
        Said().ShouldContain("phone: the hash chain starts in the middle, or not at all (entry 3");
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
        var refused = Receipts.NewIntent("phone", _ => "cem", 1);
        Write(new LedgerEvent.Reserved(Price, 3, ["cem"], [1], [refused.Key]));
        Said().ShouldContain("phone-3: its buyer was refused every time");
    }

    [Fact]
    public void An_order_that_is_hidden_from_its_buyer()
    {
        var open = Receipts.NewIntent("phone", _ => "cem", 1);
        open.IsOpen = true;
        Write(new LedgerEvent.Reserved(Price, 3, ["cem"], [1], [open.Key]));
        Said().ShouldContain("hidden from its buyer");
    }

    [Fact]
    public void An_order_of_another_quantity_than_asked_for()
    {
        Ledger[1] = Ledger[1] with { Events = [new LedgerEvent.Reserved(Price, 1, ["ann", "bob"], [2, 1], [First.Key, Second.Key])] };
        Said().ShouldContain("told to ann x1");
    }

    [Fact]
    public void More_units_live_than_there_are()
    {
        var many = Receipts.NewIntent("phone", _ => "cem", 11);
        many.Tell("phone-3");
        Write(new LedgerEvent.Reserved(Price, 3, ["cem"], [11], [many.Key]));
        Said().ShouldContain("-1 units available");
    }

    [Fact]
    public void A_gap_in_the_ledger()
    {
        Ledger[^1] = Ledger[^1] with { Number = 5 };
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
        Receipts.NewMoney("phone-2", "pay-2", Price).IsAcknowledged = true;
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
        Receipts.NewMoney("phone-1", "pay-2", Price).IsAcknowledged = true;
        Write(new LedgerEvent.RefundDue(1, "pay-2", Price));
        Said().ShouldContain("pay-2: its money is still owed");
    }

    [Fact]
    public void Money_of_the_wrong_amount()
    {
        Ledger[2] = Ledger[2] with { Events = [new LedgerEvent.Paid(1, "pay-1", 1)] };
        Said().ShouldContain("phone-1 costs 9900 and was paid with 1");
    }

    [Fact]
    public void A_buyer_who_was_shown_paid_and_is_not()
    {
        Second.IsPaid = true;
        Said().ShouldContain("phone-2: told paid, ledger: pending");
    }

    [Fact]
    public void A_buyer_who_was_told_cancelled_and_is_not()
    {
        Second.IsCancelled = true;
        Said().ShouldContain("phone-2: told cancelled, ledger: pending");
    }

    [Fact]
    public void An_acknowledged_delivery_that_is_missing()
    {
        Receipts.NewChange("phone", 5).IsAcknowledged = true;
        Said().ShouldContain("the stock of phone is unchanged");
    }

    [Fact]
    public void A_missing_row()
    {
        Rows.RemoveAt(1);
        Said().ShouldContain("phone-2: no row");
    }

    [Fact]
    public void A_row_too_many()
    {
        Rows.Add(new OrderRow("phone-3", "phone", "eve", 1, "pending", null));
        Said().ShouldContain("phone-3: a row without an order");
    }

    [Fact]
    public void A_doubled_row()
    {
        Rows.Add(Rows[0]);
        Said().ShouldContain("phone-1: two rows");
    }

    [Fact]
    public void A_row_that_says_something_else()
    {
        Rows[1] = Rows[1] with { Status = "expired" };
        Said().ShouldContain("phone-2: the row says bob x1 expired");
    }

    [Fact]
    public void An_item_whose_row_says_something_else()
    {
        Item = Item with { Available = 11 };
        Said().ShouldContain("phone: the table says");
    }

    [Fact]
    public void What_was_wrong_on_the_spot()
    {
        Receipts.Complain("a 500");
        Said().ShouldContain("a 500");
    }

    private void Chain(int[] startsAt)
    {
        var hash = new byte[32];
        for (var i = 0; i < Ledger.Count; i++)
        {
            var starts = startsAt.Contains(i + 1);
            byte[] bytes = [(byte)i];
            hash = SHA256.HashData([.. starts ? new byte[32] : hash, .. Encoding.ASCII.GetBytes($"phone {i + 1}\n"), .. bytes]);
            Ledger[i] = Ledger[i] with { Link = new LedgerLink(starts, hash, bytes) };
        }
    }

    private string AfterTelling(string orderId)
    {
        First.Tell(orderId);
        return Said();
    }
}
