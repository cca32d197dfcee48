using System.Text.Json;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Xunit;
using static Seckill.Host.Tests.Access.Challenges.ChallengeHost;

namespace Seckill.Host.Tests.Access.Challenges;

/// <summary>Challenges of others, changed, early, late and malformed ones: none of them gives a ticket.</summary>
[Collection(OnChallengeHost.Name)]
public sealed class ForgedChallengeSpec(ChallengeHost host)
{
    /// <summary>What is done to a good answer, and which of its fields that spoils.</summary>
    public static TheoryData<string, string> Spoilt => new()
    {
        { "kind", "\"wait\"" },
        { "kind", "\"rest\"" },
        { "algorithm", "\"MD5\"" },
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
    [InlineData("kind=rest", "kind")]
    [InlineData("kind=WORK", "kind")]
    [InlineData("kind=work&kind=wait", "kind")]
    [InlineData("number=1", "number")]
    public async Task Another_kind_of_challenge_is_blamed(string query, string blamed) =>
        (await host.NewBuyer().GetAsync($"/api/items/{await host.ListAsync(WithChallenge)}/challenge?{query}")).ShouldBlame(blamed);
}
