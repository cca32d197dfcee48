using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Tickets;

/// <summary>
/// Items that sell only to buyers with a ticket. The host is not shared, because its metrics say how many commands its items were asked:
/// what the seal already tells must cost none.
/// </summary>
public sealed class TicketSpec(TicketSpec.TicketHost host) : IClassFixture<TicketSpec.TicketHost>
{
    public sealed class TicketHost() : TestHost(
        "Development", DevelopmentHost.Secret, new Dictionary<string, string> { ["TicketLifetimeSeconds"] = "60" });

    private static readonly Listing WithTickets = new() { TicketRequired = true, Limit = 5, Stock = 1_000 };

    public static TheoryData<string, string> NoTickets => new()
    {
        { "nothing", "" },
        { "too short", new string('A', 42) },
        { "too long", new string('A', 44) },
        { "as long as a ticket, and none", new string('A', 43) },
        { "not of the alphabet", new string('!', 43) },
        { "of another alphabet", new string('+', 43) },
        { "beyond ASCII", new string('é', 43) },
        { "padded", new string('A', 42) + "=" },
        { "white space", new string(' ', 43) },
        { "very long", new string('A', 10_000) },
    };

    [Fact]
    public async Task A_ticket_buys_once_and_a_repeat_gets_the_order()
    {
        var item = await host.ListAsync(WithTickets);
        var buyer = host.NewBuyer();
        var issued = (await buyer.TicketAsync(item)).ShouldHaveStatus(200);
        var ticket = (string)issued["ticket"]!;
        var lifetime = issued["expiresAt"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow;
        lifetime.ShouldBeInRange(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
        issued.Headers["Cache-Control"].ShouldBe("no-store");

        var order = (await buyer.BuyAsync(item, key: "k", ticket: ticket)).ShouldHaveStatus(201);

        (await buyer.BuyAsync(item, key: "k", ticket: ticket)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
        (await buyer.BuyAsync(item, key: "k2", ticket: ticket)).ShouldRefuseWith("ticket_invalid");
        (await buyer.BuyAsync(item, ticket: ticket)).ShouldRefuseWith("ticket_invalid");
        (await buyer.BuyAsync(item, key: "k2", ticket: await buyer.NewTicketAsync(item))).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task Without_a_ticket_and_with_anothers_nobody_buys_and_no_item_is_asked()
    {
        var item = await host.ListAsync(WithTickets);
        var another = await host.ListAsync(WithTickets);
        var (alice, mallory) = (host.NewBuyer(), host.NewBuyer());
        var (hers, elsewhere) = (await alice.NewTicketAsync(item), await mallory.NewTicketAsync(another));
        var genuine = await mallory.NewTicketAsync(item);
        var soon = DateTimeOffset.UtcNow.AddSeconds(30);
        var before = await CommandsAsync();

        (await mallory.BuyAsync(item)).ShouldRefuseWith("ticket_required");
        (await mallory.BuyAsync(item, key: "k")).ShouldRefuseWith("ticket_required");
        (await mallory.BuyAsync(item, ticket: hers)).ShouldRefuseWith("ticket_invalid");
        (await mallory.BuyAsync(item, ticket: elsewhere)).ShouldRefuseWith("ticket_invalid");
        // What separates item and buyer must count: "item-1" for "0x" is not "item-10" for "x".
        (await mallory.BuyAsync(item, ticket: TicketMint.Issue(item[^1] + mallory.Name, item[..^1], 7, soon))).ShouldRefuseWith("ticket_invalid");
        (await mallory.BuyAsync(item, ticket: TicketMint.Issue(mallory.Name, item, 7, soon, key: "another signing key, also at least 32 bytes long")))
            .ShouldRefuseWith("ticket_invalid");
        (await mallory.BuyAsync(item, ticket: TicketMint.Issue(mallory.Name, item, 7, soon, purpose: "seckill challenge v1"))).ShouldRefuseWith("ticket_invalid");
        foreach (var endMs in (long[])[0, -1, long.MinValue, long.MaxValue])
            (await mallory.BuyAsync(item, ticket: TicketMint.Issue(mallory.Name, item, 7, endMs, key: new string('x', 40)))).ShouldRefuseWith("ticket_invalid");
        for (var bit = 0; bit < 8 * 32; bit += 5)
            (await mallory.BuyAsync(item, ticket: TicketMint.WithBit(genuine, bit))).ShouldRefuseWith("ticket_invalid");

        (await CommandsAsync()).ShouldBe(before, "the seal tells it all");
        (await mallory.BuyAsync(item, ticket: genuine)).ShouldHaveStatus(201);
        (await CommandsAsync()).ShouldBe(before + 1);
    }

    [Theory]
    [MemberData(nameof(NoTickets))]
    public async Task What_is_no_ticket_at_all_is_refused_with_its_code(string what, string ticket)
    {
        var item = await host.ListAsync(WithTickets);
        var before = await CommandsAsync();

        (await host.NewBuyer().BuyAsync(item, ticket: ticket)).ShouldRefuseWith("ticket_invalid");

        (await CommandsAsync()).ShouldBe(before, what);
    }

    [Fact]
    public async Task An_expired_ticket_buys_nothing_and_still_answers_the_repeat_of_a_purchase_that_won()
    {
        var item = await host.ListAsync(WithTickets);
        var (winner, late) = (host.NewBuyer(), host.NewBuyer());
        (await winner.BuyAsync(item, key: "won", ticket: await winner.NewTicketAsync(item))).ShouldHaveStatus(201);

        // The board hears of the winner within moments; then it knows that the other one has nothing, and the seal tells the rest.
        await Eventually.GetAsync(
            async () =>
            {
                var before = await CommandsAsync();
                (await OldAsync(late, item)).ShouldRefuseWith("ticket_invalid");
                return await CommandsAsync() - before;
            },
            asked => asked == 0);
        (await OldAsync(winner, item, "won")).ShouldHaveStatus(200);
        (await OldAsync(winner, item, "new")).ShouldRefuseWith("ticket_invalid");
        (await winner.BuyAsync(item, key: "won")).ShouldHaveStatus(200);
        (await winner.BuyAsync(item, key: "new")).ShouldRefuseWith("ticket_required");

        static Task<Received> OldAsync(Party buyer, string item, string? key = null) =>
            buyer.BuyAsync(item, key: key, ticket: TicketMint.Issue(buyer.Name, item, 9, DateTimeOffset.UtcNow.AddMilliseconds(-1)));
    }

    [Fact]
    public async Task A_ticket_that_would_outlive_the_longest_life_is_none()
    {
        var (item, buyer) = (await host.ListAsync(WithTickets), host.NewBuyer());

        (await buyer.BuyAsync(item, ticket: TicketMint.Issue(buyer.Name, item, 9, DateTimeOffset.UtcNow.AddMinutes(11)))).ShouldRefuseWith("ticket_invalid");
        (await buyer.BuyAsync(item, ticket: TicketMint.Issue(buyer.Name, item, 9, DateTimeOffset.UtcNow.AddMinutes(9)))).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task Before_the_start_nobody_gets_a_ticket_on_any_path()
    {
        var item = await host.ListAsync(WithTickets with { StartsAt = DateTimeOffset.UtcNow.AddHours(1) });

        foreach (var anybody in (Party[])[host.NewBuyer(), host.Operator])
        {
            var refusal = (await anybody.TicketAsync(item)).ShouldRefuseWith("not_started");
            ((string)refusal["startsAt"]!).ShouldBe((string)(await host.ItemAsync(item))["startsAt"]!);
            refusal["ticket"].ShouldBeNull();
            (await anybody.BuyAsync(item)).ShouldRefuseWith("ticket_required");
            (await anybody.BuyAsync(item, ticket: "early")).ShouldRefuseWith("ticket_invalid");
            // A node whose clock was ahead has given a ticket too early: it is genuine, and still buys nothing.
            var early = TicketMint.Issue(anybody.Name, item, 9, DateTimeOffset.UtcNow.AddSeconds(60));
            (await anybody.BuyAsync(item, ticket: early)).ShouldRefuseWith("not_started");
        }

        (await host.Nobody.TicketAsync(item)).ShouldRefuseWith("unauthenticated");
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("close", "closed")]
    public async Task While_an_item_does_not_sell_there_are_no_tickets(string word, string code)
    {
        var item = await host.ListAsync(WithTickets);
        await host.Operator.SwitchAsync(item, word);

        (await host.NewBuyer().TicketAsync(item)).ShouldRefuseWith(code);
    }

    [Fact]
    public async Task After_the_end_and_when_sold_out_there_are_none_either()
    {
        var now = DateTimeOffset.UtcNow;
        var over = await host.ListAsync(WithTickets with { StartsAt = now.AddHours(-2), EndsAt = now.AddHours(-1) });
        (await host.NewBuyer().TicketAsync(over)).ShouldRefuseWith("closed");

        var item = await host.ListAsync(WithTickets with { Stock = 1 });
        var (winner, late) = (host.NewBuyer(), host.NewBuyer());
        var lost = await late.NewTicketAsync(item);
        (await winner.BuyAsync(item, ticket: await winner.NewTicketAsync(item))).ShouldHaveStatus(201);
        var refusal = (await Eventually.GetAsync(() => late.TicketAsync(item), answer => answer.Status == 409)).ShouldRefuseWith("sold_out");
        ((long)refusal["held"]!).ShouldBe(1);
        (await late.BuyAsync(item, ticket: lost)).ShouldRefuseWith("sold_out");
    }

    [Fact]
    public async Task A_refused_purchase_does_not_use_its_ticket_up()
    {
        var (item, buyer) = (await host.ListAsync(WithTickets), host.NewBuyer());
        var ticket = await buyer.NewTicketAsync(item);
        (await buyer.BuyAsync(item, quantity: 6, ticket: ticket)).ShouldRefuseWith("limit_reached");

        (await buyer.BuyAsync(item, quantity: 5, ticket: ticket)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task An_item_without_tickets_takes_no_notice_of_one()
    {
        var (item, buyer) = (await host.ListAsync(), host.NewBuyer());
        (await buyer.TicketAsync(item)).ShouldHaveStatus(200);

        (await buyer.BuyAsync(item, ticket: "anything")).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task Whether_tickets_are_required_is_part_of_the_terms()
    {
        var item = await host.ListAsync(WithTickets);

        ((bool)(await host.ItemAsync(item))["ticketRequired"]!).ShouldBeTrue();
        (await host.Operator.ListAsync(item, WithTickets with { TicketRequired = false, StartsAt = DateTimeOffset.UtcNow })).ShouldRefuseWith("item_started");
        (await host.Operator.RunAsync($"item create console-{item} Phone --stock 1 --price 1 --ends +2h --ticket-required")).Rows.ShouldHaveSingleItem();
        (await host.NewBuyer().BuyAsync($"console-{item}")).ShouldRefuseWith("ticket_required");
    }

    [Fact]
    public async Task Of_a_hundred_requests_with_one_ticket_one_buys()
    {
        var (item, buyer) = (await host.ListAsync(WithTickets with { Limit = 1_000 }), host.NewBuyer());
        var ticket = await buyer.NewTicketAsync(item);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => buyer.BuyAsync(item, key: $"k{number}", ticket: ticket)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.Status != 201)) answer.ShouldRefuseWith("ticket_invalid");
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task No_two_tickets_are_alike()
    {
        var (item, buyer) = (await host.ListAsync(WithTickets), host.NewBuyer());

        var tickets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => buyer.NewTicketAsync(item)));

        tickets.Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task A_ticket_takes_no_body_but_a_challenge_and_needs_an_item()
    {
        var buyer = host.NewBuyer();
        (await buyer.PostAsync($"/api/items/{await host.ListAsync(WithTickets)}/ticket", new JsonObject { ["quantity"] = 1 })).ShouldBlame("quantity");
        (await buyer.TicketAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");
        (await buyer.TicketAsync("Not-An-Item")).ShouldBlame("itemId");
    }

    /// <summary>How many commands the host's items have decided.</summary>
    private async Task<double> CommandsAsync() => Scrape.Value(await Scrape.FreshAsync(host), "seckill_item_batch_commands_sum");
}
