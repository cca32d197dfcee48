using Seckill.Host.Access.Challenges;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Challenges;

/// <summary>What is asked of many accounts behind one address. The host believes its callers where they come from, like one behind a proxy.</summary>
public sealed class ChallengeStepSpec(ChallengeStepSpec.ProxiedHost host) : IClassFixture<ChallengeStepSpec.ProxiedHost>
{
    public sealed class ProxiedHost() : TestHost(
        "Development", DevelopmentHost.Secret,
        new Dictionary<string, string>
        {
            ["ChallengeMaxNumber"] = "100", ["ChallengeAccountsFree"] = "10", ["ChallengeStepsMax"] = "3", ["ChallengeWaitSeconds"] = "10",
            ["ChallengeLifetimeSeconds"] = "120",
        },
        trustedProxy: "127.0.0.1");

    private static readonly Listing WithChallenge = new() { ChallengeRequired = true, Stock = 1_000 };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(10, 0)]
    [InlineData(11, 1)]
    [InlineData(20, 1)]
    [InlineData(21, 2)]
    [InlineData(40, 2)]
    [InlineData(41, 3)]
    [InlineData(100_000, 3)]
    public void Each_doubling_of_the_accounts_is_a_step_up_to_the_last(int accounts, int step) =>
        ChallengeDifficulty.StepOf(accounts, free: 10, stepsMax: 3).ShouldBe(step);

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7", "198.51.100.8")]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:1:ffff:ffff:ffff:ffff", "2001:db8:1:2::1")]
    public async Task Many_accounts_of_one_address_get_harder_ones_and_everybody_else_does_not(string first, string second, string elsewhere)
    {
        var item = await host.ListAsync(WithChallenge);
        ((long)(await FromAsync(host.NewBuyer(), item, first))["maxNumber"]!).ShouldBe(100);

        // The count is an estimate; far beyond the last step it is certain.
        for (var i = 0; i < 120; i++) await FromAsync(host.NewBuyer(), item, i % 2 == 0 ? first : second);

        var honest = host.NewBuyer();
        var hard = await FromAsync(honest, item, first);
        ((long)hard["maxNumber"]!).ShouldBe(800, "100 × 2³ is the top");
        ((long)(await FromAsync(host.NewBuyer(), item, elsewhere))["maxNumber"]!).ShouldBe(100);
        (await honest.RedeemAsync(item, ChallengeMint.Solve(hard.Json))).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task One_account_may_ask_as_often_as_it_likes()
    {
        var (item, buyer) = (await host.ListAsync(WithChallenge), host.NewBuyer());

        for (var i = 0; i < 100; i++) ((long)(await FromAsync(buyer, item, "198.51.100.20"))["maxNumber"]!).ShouldBe(100);
    }

    [Fact]
    public async Task Whoever_is_alone_may_wait_before_the_start_and_a_crowd_behind_one_address_waits_longer_and_from_the_start_on()
    {
        var startsAt = DateTimeOffset.UtcNow.AddSeconds(50);
        var item = await host.ListAsync(WithChallenge with { StartsAt = startsAt });
        ((DateTimeOffset)(await FromAsync(host.NewBuyer(), item, "203.0.113.9", "wait"))["notBefore"]!).ShouldBeLessThan(startsAt);
        for (var i = 0; i < 120; i++) await FromAsync(host.NewBuyer(), item, "203.0.113.10", "wait");

        var crowded = await FromAsync(host.NewBuyer(), item, "203.0.113.10", "wait");

        var listed = (DateTimeOffset)(await host.ItemAsync(item))["startsAt"]!;
        ((DateTimeOffset)crowded["notBefore"]!).ShouldBe(listed.AddSeconds(80));
        ((DateTimeOffset)crowded["expiresAt"]!).ShouldBe(listed.AddSeconds(140));
    }

    private static async Task<Received> FromAsync(Party buyer, string item, string address, string kind = "work") =>
        (await buyer.ChallengeAsync(item, kind, ("X-Forwarded-For", address))).ShouldHaveStatus(200);
}
