using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;
using static Seckill.Host.Tests.Access.Challenges.ChallengeHost;

namespace Seckill.Host.Tests.Access.Challenges;

/// <summary>Items that give tickets only for a solved challenge: what one gets, when, and how often it buys.</summary>
[Collection(OnChallengeHost.Name)]
public sealed class ChallengeSpec(ChallengeHost host)
{
    [Fact]
    public async Task A_solved_challenge_gets_a_ticket_that_buys_once_however_often_it_is_handed_in()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var given = (await buyer.ChallengeAsync(item)).ShouldHaveStatus(200);
        ((string)given["kind"]!, (string)given["algorithm"]!, (long)given["maxNumber"]!).ShouldBe(("work", "SHA-256", 2_000));
        given.Headers["Cache-Control"].ShouldBe("no-store");
        var solved = ChallengeMint.Solve(given.Json);

        var first = (await buyer.RedeemAsync(item, solved)).ShouldHaveStatus(200);
        var order = (await buyer.BuyAsync(item, key: "k", ticket: (string)first["ticket"]!)).ShouldHaveStatus(201);

        ((DateTimeOffset)first["expiresAt"]!).ShouldBe((DateTimeOffset)given["expiresAt"]!);
        var again = (await buyer.RedeemAsync(item, solved)).ShouldHaveStatus(200);
        solved.Remove("kind");
        (await buyer.RedeemAsync(item, solved)).ShouldHaveStatus(200);
        ((string)again["ticket"]!).ShouldBe((string)first["ticket"]!);
        (await buyer.BuyAsync(item, key: "k2", ticket: (string)again["ticket"]!)).ShouldRefuseWith("ticket_invalid");
        (await buyer.BuyAsync(item, key: "k", ticket: (string)again["ticket"]!)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
        // Another challenge is another purchase.
        var next = (await buyer.RedeemAsync(item, await buyer.SolvedAsync(item))).ShouldHaveStatus(200);
        (await buyer.BuyAsync(item, key: "k2", ticket: (string)next["ticket"]!)).ShouldHaveStatus(201);
    }

    [SkippableFact]
    public async Task The_readmes_program_solves_it()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var given = (await buyer.ChallengeAsync(item)).ShouldHaveStatus(200);

        var (code, said) = await ReadmeProgram.RunAsync("## Solve a challenge", given.Json.ToJsonString());

        code.ShouldBe(0, said);
        (await buyer.RedeemAsync(item, JsonNode.Parse(said)!["challenge"])).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task Of_fifty_purchases_with_one_challenge_one_wins()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge with { Limit = 1_000 }), host.NewBuyer());
        var solved = await buyer.SolvedAsync(item);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            var ticket = (await buyer.RedeemAsync(item, solved)).ShouldHaveStatus(200);
            return await buyer.BuyAsync(item, key: $"k{number}", ticket: (string)ticket["ticket"]!);
        }));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.Status != 201)) answer.ShouldRefuseWith("ticket_invalid");
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_challenge_there_is_no_ticket_and_without_a_ticket_nobody_buys()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());

        (await buyer.TicketAsync(item)).ShouldRefuseWith("challenge_required");
        (await buyer.PostAsync($"/api/items/{item}/ticket", new JsonObject())).ShouldRefuseWith("challenge_required");
        (await buyer.RedeemAsync(item, null)).ShouldRefuseWith("challenge_required");
        (await buyer.BuyAsync(item)).ShouldRefuseWith("ticket_required");
        (await host.Operator.TicketAsync(item)).ShouldRefuseWith("challenge_required");
        (await host.Nobody.ChallengeAsync(item)).ShouldRefuseWith("unauthenticated");
    }

    [Fact]
    public async Task It_may_be_solved_shortly_before_the_start_and_gets_no_ticket_before()
    {
        var soon = await host.ListAsync(WithChallenge with { StartsAt = DateTimeOffset.UtcNow.AddSeconds(50) });
        var later = await host.ListAsync(WithChallenge with { StartsAt = DateTimeOffset.UtcNow.AddSeconds(90) });
        var buyer = host.NewBuyer();

        var solved = await buyer.SolvedAsync(soon);
        (await buyer.RedeemAsync(soon, solved)).ShouldRefuseWith("not_started")["startsAt"].ShouldNotBeNull();
        (await host.Operator.RedeemAsync(soon, solved)).ShouldRefuseWith("not_started");
        // A minute before, and no earlier: time to compute for one account, and not for thousands.
        (await buyer.ChallengeAsync(later)).ShouldRefuseWith("not_started")["startsAt"].ShouldNotBeNull();
        (await buyer.ChallengeAsync(later, "wait")).ShouldRefuseWith("not_started");
    }

    [Fact]
    public async Task Whoever_waits_instead_of_computing_gets_the_same_ticket_later()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var given = (await buyer.ChallengeAsync(item, "wait")).ShouldHaveStatus(200);
        foreach (var field in (string[])["algorithm", "challenge", "maxNumber"]) given[field].ShouldBeNull();
        var notBefore = (DateTimeOffset)given["notBefore"]!;
        (notBefore - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(2));

        var ticket = (await Eventually.GetAsync(() => buyer.RedeemAsync(item, given.Json), answer => answer.Status == 200)).ShouldHaveStatus(200);

        (await buyer.BuyAsync(item, key: "k", ticket: (string)ticket["ticket"]!)).ShouldHaveStatus(201);
        var again = (await buyer.RedeemAsync(item, given.Json)).ShouldHaveStatus(200);
        (await buyer.BuyAsync(item, key: "k2", ticket: (string)again["ticket"]!)).ShouldRefuseWith("ticket_invalid");
        (await host.NewBuyer().RedeemAsync(item, given.Json)).ShouldRefuseWith("challenge_invalid");
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("close", "closed")]
    public async Task While_an_item_does_not_sell_there_are_no_challenges(string word, string code)
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var solved = await buyer.SolvedAsync(item);
        await host.Operator.SwitchAsync(item, word);

        (await buyer.ChallengeAsync(item)).ShouldRefuseWith(code);
        (await buyer.RedeemAsync(item, solved)).ShouldRefuseWith(code);
    }

    [Fact]
    public async Task Challenges_need_an_item() =>
        (await host.NewBuyer().ChallengeAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");

    [Fact]
    public async Task An_item_without_challenges_takes_no_notice_of_one()
    {
        var (item, buyer) = (await host.ListAsync(new Listing { TicketRequired = true }), host.NewBuyer());

        (await buyer.RedeemAsync(item, new JsonObject { ["kind"] = "anything" })).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task Whether_challenges_are_required_is_part_of_the_terms_and_brings_tickets_with_it()
    {
        var item = await host.ListAsync(WithChallenge with { TicketRequired = false });

        var told = await host.ItemAsync(item);
        ((bool)told["challengeRequired"]!, (bool)told["ticketRequired"]!).ShouldBe((true, true));
        (await host.Operator.ListAsync(item, WithChallenge with { ChallengeRequired = false, StartsAt = DateTimeOffset.UtcNow })).ShouldRefuseWith("item_started");
        (await host.Operator.RunAsync($"item create console-{item} Phone --stock 1 --price 1 --ends +2h --challenge-required")).Rows.ShouldHaveSingleItem();
        (await host.NewBuyer().TicketAsync($"console-{item}")).ShouldRefuseWith("challenge_required");
    }

    [Fact]
    public async Task An_operator_sets_how_hard_they_are()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var solved = await buyer.SolvedAsync(item);
        (await host.Operator.SetSwitchAsync("challenge-difficulty", 5)).ShouldHaveStatus(200);
        try
        {
            ((long)(await buyer.ChallengeAsync(item)).ShouldHaveStatus(200)["maxNumber"]!).ShouldBe(5);
            (await buyer.RedeemAsync(item, solved)).ShouldHaveStatus(200);
            (await host.Operator.SetSwitchAsync("challenge-difficulty", 0)).ShouldRefuseWith("validation_failed");
        }
        finally
        {
            (await host.Operator.SetSwitchAsync("challenge-difficulty", 2_000)).ShouldHaveStatus(200);
        }
    }

    [Fact]
    public async Task No_two_challenges_are_alike()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());

        var salts = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => (string)(await buyer.ChallengeAsync(item)).ShouldHaveStatus(200)["salt"]!));

        salts.Distinct().Count().ShouldBe(50);
    }
}
