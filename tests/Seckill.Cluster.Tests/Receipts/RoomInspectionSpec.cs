using System.Security.Cryptography;
using Seckill.Faults.Receipts;
using Shouldly;
using Xunit;

namespace Seckill.Cluster.Tests.Receipts;

/// <summary>The inspection finds what is forged in a waiting room, in its ledger and in what people were told.</summary>
public sealed class RoomInspectionSpec : ForgedBooks
{
    private const long SecondMs = 1_000;
    private const long ExpiresAtMs = 10 * SecondMs;

    private static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly string[] Drawn = RoomLedger.DrawOf(Seed, ["ann", "bob", "cem"]);

    private readonly Visit _visit;

    /// <summary>Three people are drawn and one comes later, ann and bob are admitted and buy, each with the ticket of the place.</summary>
    public RoomInspectionSpec()
    {
        Ledger[0] = Ledger[0] with { Events = [new LedgerEvent.Listed(10, TicketRequired: true, SeedHash: HashOf(Seed))] };
        Ledger[1] = Ledger[1] with { Events = [.. Ledger[1].Events, new LedgerEvent.TicketsUsed(1, [PlaceOf("ann"), PlaceOf("bob")])] };
        Enter(0, new RoomEvent.SeedChosen(Seed));
        Enter(0, new RoomEvent.Joined(0, ["bob", "dee"]), new RoomEvent.Joined(0, ["cem", "ann"]));
        Enter(0, new RoomEvent.Left("dee"));
        Enter(SecondMs, new RoomEvent.Drawn(Seed, 3));
        Enter(SecondMs, new RoomEvent.Joined(4, ["eve"]));
        Enter(SecondMs, new RoomEvent.Admitted(3, ExpiresAtMs));
        (First.Ticket, Second.Ticket) = (TicketOf(PlaceOf("ann")), TicketOf(PlaceOf("bob")));
        _visit = Receipts.NewVisit("phone", "ann");
        _visit.Tell(new ToldPlace("waiting", null, null, HashOf(Seed), null));
        _visit.Tell(Told("admitted", (int)PlaceOf("ann"), First.Ticket));
    }

    [Fact]
    public void A_room_in_order_is_left_alone() => Violations().ShouldBeEmpty();

    [Fact]
    public void A_seed_that_is_not_the_published_one()
    {
        Ledger[0] = Ledger[0] with { Events = [new LedgerEvent.Listed(10, TicketRequired: true, SeedHash: HashOf([1]))] };
        Said().ShouldContain("phone: the seed is not the one whose hash was published");
        Said().ShouldContain($"told another seed's hash, {HashOf(Seed)}");
    }

    [Fact]
    public void A_draw_by_another_seed_than_the_chosen_one()
    {
        Room[3] = Room[3] with { Events = [new RoomEvent.Drawn(new byte[32], 3)] };
        Said().ShouldContain("room of phone: the places were drawn by another seed than the chosen one");
    }

    [Fact]
    public void A_draw_that_leaves_somebody_out_and_a_second_draw()
    {
        Room[3] = Room[3] with { Events = [new RoomEvent.Drawn(Seed, 2)] };
        Enter(SecondMs, new RoomEvent.Drawn(Seed, 3));
        Said().ShouldContain("2 places were drawn for 3 people");
        Said().ShouldContain("the places were drawn twice");
    }

    [Fact]
    public void A_place_that_the_draw_did_not_give()
    {
        Receipts.NewVisit("phone", Drawn[2]).Tell(Told("waiting", 1));
        Said().ShouldContain($"{Drawn[2]} at phone: told place 1, which is {Drawn[0]}'s in the ledger");
    }

    [Fact]
    public void A_place_that_two_people_were_told()
    {
        Receipts.NewVisit("phone", "eve").Tell(Told("waiting", (int)PlaceOf("ann")));
        Said().ShouldContain($"place {PlaceOf("ann")} of phone was told to ann and eve");
    }

    [Fact]
    public void A_place_that_changes_for_no_reason()
    {
        _visit.Tell(Told("admitted", 4, TicketOf(4)));
        Said().ShouldContain("ann at phone: told place 4, which is eve's in the ledger");
    }

    [Fact]
    public void A_former_place_that_is_told_again()
    {
        Enter(2 * SecondMs, new RoomEvent.Left("eve"));
        Enter(33 * SecondMs, new RoomEvent.Joined(5, ["eve"]));
        var visit = Receipts.NewVisit("phone", "eve");
        visit.Tell(Told("waiting", 4));
        visit.Tell(Told("waiting", 5));
        Violations().ShouldBeEmpty();
        visit.Tell(Told("waiting", 4));
        Said().ShouldContain("eve at phone: one place was told as 4, then 5, then 4");
    }

    [Fact]
    public void A_place_with_two_tickets()
    {
        _visit.Tell(Told("admitted", (int)PlaceOf("ann"), First.Ticket![..^1] + "w"));
        Said().ShouldContain($"ann at phone: place {PlaceOf("ann")} had two tickets");
    }

    [Fact]
    public void A_place_before_its_seed_is_revealed_and_a_seed_of_another_hash()
    {
        var visit = Receipts.NewVisit("phone", "eve");
        visit.Tell(Told("waiting", 4) with { Seed = null });
        visit.Tell(Told("waiting", 4) with { Seed = "00" });
        Said().ShouldContain("told a place before the seed was revealed");
        Said().ShouldContain("told a seed of another hash");
    }

    [Fact]
    public void Somebody_who_gets_a_second_place_while_the_first_is_good()
    {
        Enter(2 * SecondMs, new RoomEvent.Left("eve"));
        Enter(3 * SecondMs, new RoomEvent.Joined(5, ["eve"]));
        Said().ShouldContain("eve, who has place 4, got another one");
    }

    [Fact]
    public void Whoever_was_away_for_long_or_has_let_the_ticket_lapse_gets_another_place()
    {
        Enter(2 * SecondMs, new RoomEvent.Left("eve"));
        Enter(33 * SecondMs, new RoomEvent.Joined(5, ["eve"]), new RoomEvent.Joined(6, ["cem"]));
        Violations().ShouldBeEmpty();
    }

    [Fact]
    public void Admission_that_goes_back_or_beyond_the_last_place()
    {
        Enter(2 * SecondMs, new RoomEvent.Admitted(2, ExpiresAtMs));
        Enter(2 * SecondMs, new RoomEvent.Admitted(9, ExpiresAtMs));
        Said().ShouldContain("admission went from place 3 to place 2 of 4");
        Said().ShouldContain("admission went from place 2 to place 9 of 4");
    }

    [Fact]
    public void Somebody_who_is_told_to_be_admitted_out_of_turn()
    {
        Receipts.NewVisit("phone", "eve").Tell(Told("admitted", 4, TicketOf(4)));
        Said().ShouldContain("told admitted at place 4, and only 3 were");
    }

    [Fact]
    public void A_ticket_of_another_place()
    {
        Receipts.NewVisit("phone", Drawn[2]).Tell(Told("admitted", 3, TicketOf(2)));
        Said().ShouldContain("admitted at place 3 with ticket");
    }

    [Fact]
    public void A_purchase_with_a_ticket_of_somebody_elses_place_or_of_one_that_was_not_admitted()
    {
        var eve = Receipts.NewIntent("phone", _ => "eve", 1);
        Write(new LedgerEvent.Reserved(Price, 3, ["eve"], [1], [eve.Key]), new LedgerEvent.TicketsUsed(3, [3]));
        Said().ShouldContain($"phone: eve used the ticket of place 3, which is {Drawn[2]}'s");
        Ledger[^1] = Ledger[^1] with { Events = [Ledger[^1].Events[0], new LedgerEvent.TicketsUsed(3, [4])] };
        Said().ShouldContain("phone: eve used the ticket of place 4, and only 3 were admitted");
    }

    [Fact]
    public void A_room_without_a_ledger_and_a_gap_in_one()
    {
        Room.RemoveAt(2);
        Said().ShouldContain("room of phone: entry 4 follows entry 2");
        Room.Clear();
        Said().ShouldContain("phone: its waiting room has no ledger");
    }

    private static ulong PlaceOf(string buyer) => (ulong)Array.IndexOf(Drawn, buyer) + 1;

    private static ToldPlace Told(string state, int position, string? ticket = null) =>
        new(state, position, ticket, HashOf(Seed), Convert.ToHexStringLower(Seed));

    private static string HashOf(byte[] seed) => Convert.ToHexStringLower(SHA256.HashData(seed));

    private void Enter(long atMs, params RoomEvent[] happened) => Room.Add(new RoomEntry(Room.Count + 1, atMs, happened));
}
