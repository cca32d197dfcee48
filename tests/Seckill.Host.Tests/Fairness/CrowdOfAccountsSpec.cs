using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Host.Tests.Fairness;

/// <summary>
/// Ten thousand accounts of one client against honest people with an address each, where the item wants challenges. Everything is a fifth of
/// that, so that it ends in time on two cores: 2,000 accounts, 600 people and 300 units instead of 10,000, 3,000 and 1,500; steps begin with
/// a fifth of the accounts. Challenges are a hundredth of the default's. All requests are real; only how long computing takes is counted
/// instead of waited for: in the minute before the start the client tries as many numbers as four phones (300,000 a second each) would.
/// Each of the people needs one number in that minute, so all of them are ready.
/// </summary>
public sealed class CrowdOfAccountsSpec(CrowdOfAccountsSpec.ScaledHost host, ITestOutputHelper output) : IClassFixture<CrowdOfAccountsSpec.ScaledHost>
{
    public sealed class ScaledHost() : TestHost(
        "Development", DevelopmentHost.Secret,
        new Dictionary<string, string> { ["ChallengeMaxNumber"] = "2000", ["ChallengeAccountsFree"] = "4", ["ChallengeStepsMax"] = "4" },
        trustedProxy: "127.0.0.1");

    private const int Seed = 20_261_129;
    private const int Accounts = 2_000;
    private const int People = 600;
    private const int Stock = 300;

    /// <summary>Four phones, a minute; a fifth of the accounts, a hundredth of the work.</summary>
    private const long NumbersOfTheClient = 4L * 300_000 * 60 / 5 / 100;

    private static readonly ParallelOptions Abreast = new() { MaxDegreeOfParallelism = 16 };

    [Fact]
    public async Task With_challenges_they_take_less_than_a_tenth_from_honest_people()
    {
        var item = await host.ListAsync(new Listing { Stock = Stock, ChallengeRequired = true });
        var (people, accounts) = (NewBuyers(People), NewBuyers(Accounts));
        var ready = new ConcurrentBag<(Party Buyer, JsonObject Proof, bool IsHonest)>();
        // The accounts come first, so the people's challenges cannot have made theirs harder.
        var given = new ConcurrentBag<(Party Buyer, JsonNode Challenge)>();
        await Parallel.ForEachAsync(accounts, Abreast, async (bot, _) => given.Add((bot, await ChallengeAsync(bot, item, "198.51.100.1"))));
        // Nor does it help the client to let its accounts wait.
        var wait = (await accounts[^1].ChallengeAsync(item, "wait", ("X-Forwarded-For", "198.51.100.1"))).ShouldHaveStatus(200);
        ((DateTimeOffset)wait["notBefore"]!).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddSeconds(15 * 30));
        var left = NumbersOfTheClient;
        foreach (var (bot, challenge) in given.OrderBy(one => (long)one.Challenge["maxNumber"]!))
        {
            var proof = ChallengeMint.Solve(challenge);
            if ((left -= (long)proof["number"]! + 1) < 0) break;
            ready.Add((bot, proof, false));
        }

        await Parallel.ForEachAsync(people.Index(), Abreast, async (one, _) =>
        {
            var (number, buyer) = one;
            var challenge = await ChallengeAsync(buyer, item, string.Create(CultureInfo.InvariantCulture, $"203.0.{number / 250}.{number % 250}"));
            ((long)challenge["maxNumber"]!).ShouldBe(2_000, "nobody else pays for the client's accounts");
            ready.Add((buyer, ChallengeMint.Solve(challenge), true));
        });

        var (honest, bots) = await SellAsync(ready, async one =>
        {
            var ticket = (await one.Buyer.RedeemAsync(item, one.Proof)).Json["ticket"];
            return ticket is not null && (await one.Buyer.BuyAsync(item, ticket: (string)ticket!)).Status == 201;
        }, one => one.IsHonest);

        var prepared = ready.Count(one => !one.IsHonest);
        output.WriteLine($"{prepared} of {Accounts} accounts were ready; of {Stock} units they got {bots} and people {honest}; seed {Seed}.");
        prepared.ShouldBeLessThan(Accounts / 20);
        (honest + bots).ShouldBe(Stock);
        honest.ShouldBeGreaterThanOrEqualTo(Stock * 9 / 10);
    }

    /// <summary>What the challenges are for.</summary>
    [Fact]
    public async Task Without_challenges_they_take_most_of_it()
    {
        var item = await host.ListAsync(new Listing { Stock = Stock });
        var buyers = NewBuyers(People).Select(buyer => (Buyer: buyer, IsHonest: true)).Concat(NewBuyers(Accounts).Select(bot => (Buyer: bot, IsHonest: false)));

        var (honest, bots) = await SellAsync(buyers, async one => (await one.Buyer.BuyAsync(item)).Status == 201, one => one.IsHonest);

        (honest + bots).ShouldBe(Stock);
        honest.ShouldBeLessThan(Stock / 2);
    }

    /// <summary>All that are ready buy at once, in an order that favours nobody. How many units each side got.</summary>
    private static async Task<(int Honest, int Bots)> SellAsync<T>(IEnumerable<T> ready, Func<T, Task<bool>> buy, Func<T, bool> isHonest)
    {
        var crowd = ready.ToArray();
        new Random(Seed).Shuffle(crowd);
        var (honest, bots) = (0, 0);
        await Parallel.ForEachAsync(crowd, Abreast, async (one, _) =>
        {
            if (!await buy(one)) return;
            if (isHonest(one)) Interlocked.Increment(ref honest);
            else Interlocked.Increment(ref bots);
        });
        return (honest, bots);
    }

    private static async Task<JsonNode> ChallengeAsync(Party buyer, string item, string address) =>
        (await buyer.ChallengeAsync(item, "work", ("X-Forwarded-For", address))).ShouldHaveStatus(200).Json;

    private Party[] NewBuyers(int count) => [.. Enumerable.Range(0, count).Select(_ => host.NewBuyer())];
}
