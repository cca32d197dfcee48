using System.Text.Json;
using System.Text.Json.Nodes;
using Seckill.Domain.Challenges;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Challenges;

/// <summary>
/// Items that give tickets only for a solved challenge. All callers here have one address, so nothing gets harder by their number; that is
/// in <see cref="ChallengeStepSpec"/>.
/// </summary>
public sealed class ChallengeSpec(ChallengeSpec.ChallengeHost host) : IClassFixture<ChallengeSpec.ChallengeHost>
{
    public sealed class ChallengeHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string>
    {
        ["ChallengeMaxNumber"] = "2000",
        ["ChallengeLifetimeSeconds"] = "120",
        ["ChallengeWaitSeconds"] = "2",
        ["ChallengeStepsMax"] = "0",
    });

    private static readonly Listing WithChallenge = new() { ChallengeRequired = true, Limit = 5, Stock = 1_000 };

    /// <summary>What is done to a good answer, and which of its fields that spoils.</summary>
    public static TheoryData<string, string> Spoilt => new()
    {
        { "kind", "\"wait\"" },
        { "kind", "\"rest\"" },
        { "salt", "\"\"" },
        { "salt", "null" },
        { "salt", "\"0101010101010101010101010101010\"" },
        { "salt", "\"02010101010101010101010101010101\"" },
        { "salt", "\"zz010101010101010101010101010101\"" },
        { "challenge", "null" },
        { "challenge", "\"" + new string('0', 64) + "\"" },
        { "challenge", "\"" + new string('é', 64) + "\"" },
        { "challenge", "\"" + new string('0', 9_000) + "\"" },
        { "maxNumber", "11" },
        { "maxNumber", "0" },
        { "maxNumber", "-1" },
        { "maxNumber", "9223372036854775807" },
        { "maxNumber", "null" },
        { "notBefore", "\"2026-01-01T00:00:00Z\"" },
        { "expiresAt", "\"2199-01-01T00:00:00Z\"" },
        { "expiresAt", "null" },
        { "signature", "\"\"" },
        { "signature", "null" },
        { "signature", "\"" + new string('A', 22) + "\"" },
        { "signature", "\"" + new string('!', 22) + "\"" },
        { "signature", "\"" + new string('A', 9_000) + "\"" },
        { "number", "null" },
        { "number", "6" },
        { "number", "-1" },
        { "number", "11" },
        { "number", "9223372036854775807" },
        { "number", "-9223372036854775808" },
    };

    public static TheoryData<string, string> WrongTypes => new()
    {
        { "number", "\"7\"" },
        { "number", "7.5" },
        { "number", "9223372036854775808" },
        { "maxNumber", "true" },
        { "salt", "7" },
        { "expiresAt", "\"soon\"" },
        { "surprise", "1" },
    };

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
    public async Task A_challenge_is_one_buyers_for_one_item()
    {
        var (item, other) = (await host.ListAsync(WithChallenge), await host.ListAsync(WithChallenge));
        var (alice, mallory) = (host.NewBuyer(), host.NewBuyer());
        var (solved, soon) = (await alice.SolvedAsync(item), DateTimeOffset.UtcNow.AddSeconds(60));

        (await mallory.RedeemAsync(item, solved)).ShouldRefuseWith("challenge_invalid");
        (await alice.RedeemAsync(other, solved)).ShouldRefuseWith("challenge_invalid");
        // What separates item and buyer must count.
        (await mallory.RedeemAsync(item, ChallengeMint.Work(item[^1] + mallory.Name, item[..^1], soon))).ShouldRefuseWith("challenge_invalid");
        (await mallory.RedeemAsync(item, ChallengeMint.Work(mallory.Name, item, soon, key: "another signing key, also at least 32 bytes long")))
            .ShouldRefuseWith("challenge_invalid");
        (await mallory.RedeemAsync(item, ChallengeMint.Work(mallory.Name, item, soon, purpose: "seckill ticket v1"))).ShouldRefuseWith("challenge_invalid");
        (await mallory.RedeemAsync(item, ChallengeMint.Work(mallory.Name, item, soon))).ShouldHaveStatus(200);
        (await alice.RedeemAsync(item, solved)).ShouldHaveStatus(200);
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task Whoever_changes_anything_of_it_gets_nothing(string field, string value)
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var answer = ChallengeMint.Work(buyer.Name, item, DateTimeOffset.UtcNow.AddSeconds(60));
        (await buyer.RedeemAsync(item, answer)).ShouldHaveStatus(200);
        answer[field] = JsonNode.Parse(value);

        (await buyer.RedeemAsync(item, answer)).ShouldRefuseWith("challenge_invalid");
    }

    [Theory]
    [MemberData(nameof(WrongTypes))]
    public async Task What_is_no_challenge_by_its_form_is_blamed_by_name(string field, string value)
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());
        var answer = ChallengeMint.Work(buyer.Name, item, DateTimeOffset.UtcNow.AddSeconds(60));
        answer[field] = JsonNode.Parse(value);

        (await buyer.RedeemAsync(item, answer)).ShouldBlame($"challenge.{field}");
        (await buyer.SendTextAsync(HttpMethod.Post, $"/api/items/{item}/ticket", "{\"challenge\":{\"salt\":\"" + new string('0', 20_000) + "\"}}"))
            .ShouldRefuseWith("validation_failed");
    }

    [Fact]
    public async Task A_challenge_that_is_over_gets_nothing_and_how_it_is_written_does_not_matter()
    {
        var (item, buyer, now) = (await host.ListAsync(WithChallenge), host.NewBuyer(), DateTimeOffset.UtcNow);

        (await buyer.RedeemAsync(item, ChallengeMint.Work(buyer.Name, item, now.AddMilliseconds(-1)))).ShouldRefuseWith("challenge_invalid");
        // Clients may write a time in their own way.
        var soon = DateTimeOffset.FromUnixTimeMilliseconds(now.AddSeconds(60).ToUnixTimeMilliseconds());
        var answer = ChallengeMint.Work(buyer.Name, item, soon);
        answer["expiresAt"] = JsonSerializer.SerializeToNode(soon.ToOffset(TimeSpan.FromHours(8)));
        (await buyer.RedeemAsync(item, answer)).ShouldHaveStatus(200);
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

    [Fact]
    public async Task A_wait_is_over_also_on_a_node_whose_clock_is_five_seconds_behind_and_no_earlier()
    {
        var (item, buyer, now) = (await host.ListAsync(WithChallenge), host.NewBuyer(), DateTimeOffset.UtcNow);

        (await buyer.RedeemAsync(item, ChallengeMint.Wait(buyer.Name, item, now.AddSeconds(4), now.AddSeconds(60)))).ShouldHaveStatus(200);
        var early = ChallengeMint.Wait(buyer.Name, item, now.AddSeconds(60), now.AddSeconds(90));
        (await buyer.RedeemAsync(item, early)).ShouldRefuseWith("challenge_invalid");
        early["notBefore"] = JsonSerializer.SerializeToNode(now);
        (await buyer.RedeemAsync(item, early)).ShouldRefuseWith("challenge_invalid");
        early["kind"] = "work";
        (await buyer.RedeemAsync(item, early)).ShouldRefuseWith("challenge_invalid");
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

    [Theory]
    [InlineData("kind=rest", "kind")]
    [InlineData("kind=WORK", "kind")]
    [InlineData("kind=work&kind=wait", "kind")]
    [InlineData("number=1", "number")]
    public async Task Another_kind_of_challenge_is_blamed(string query, string blamed) =>
        (await host.NewBuyer().GetAsync($"/api/items/{await host.ListAsync(WithChallenge)}/challenge?{query}")).ShouldBlame(blamed);

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

    [Fact]
    public void The_reference_solver_finds_the_number_says_when_there_is_none_and_gives_up_when_told()
    {
        var hash = new byte[ProofOfWork.HashSize];
        ProofOfWork.Hash("salt", 12_345, hash);
        var challenge = Convert.ToHexStringLower(hash);
        // printf salt12345 | sha256sum
        challenge.ShouldStartWith("8138490863c5fcc1");

        ProofOfWork.Solve("salt", challenge, 12_345).ShouldBe(12_345);
        ProofOfWork.Solve("salt", challenge, 12_344).ShouldBeNull();
        Should.Throw<OperationCanceledException>(() => ProofOfWork.Solve("salt", challenge, 12_345, new CancellationToken(canceled: true)));
        Should.Throw<FormatException>(() => ProofOfWork.Solve("salt", "00", 1));
        Should.Throw<ArgumentException>(() => ProofOfWork.Solve(new string('é', 129), challenge, 1));
    }
}
