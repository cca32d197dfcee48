using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Challenges;

/// <summary>Challenges in the middle of a rotation of the keys that sign tokens.</summary>
public sealed class ChallengeRotationSpec
{
    private const string Former = "the former signing key, under which challenges are still out";
    private const string Gone = "a signing key that has been withdrawn, also long enough";

    [Fact]
    public async Task Challenges_of_every_key_are_good_and_the_same_one_makes_the_same_ticket_whatever_key_seals_it()
    {
        await using var shop = new SignInShop(HostProcess.FreePort(), new Dictionary<string, string> { ["Seckill__Auth__SigningKeys__0"] = Former });
        await shop.StartAsync();
        var item = await shop.ListAsync(new Listing { ChallengeRequired = true, Limit = 5 });
        var buyer = shop.With(TokenMint.Issue("alice"));
        var soon = DateTimeOffset.UtcNow.AddSeconds(60);

        (await buyer.RedeemAsync(item, ChallengeMint.Work("alice", item, soon, key: Gone))).ShouldRefuseWith("challenge_invalid");
        var before = (await buyer.RedeemAsync(item, ChallengeMint.Work("alice", item, soon, key: Former))).ShouldHaveStatus(200);
        var after = (await buyer.RedeemAsync(item, ChallengeMint.Work("alice", item, soon))).ShouldHaveStatus(200);
        var other = (await buyer.RedeemAsync(item, ChallengeMint.Work("alice", item, soon, salt: 2))).ShouldHaveStatus(200);

        var (number, end) = TicketMint.Read((string)before["ticket"]!);
        TicketMint.Read((string)after["ticket"]!).ShouldBe((number, end));
        TicketMint.Read((string)other["ticket"]!).Number.ShouldNotBe(number);
        // So a node that still signs with the former key cannot sell to the same challenge again.
        (await buyer.BuyAsync(item, key: "first", ticket: TicketMint.Issue("alice", item, number, end, Former))).ShouldHaveStatus(201);
        (await buyer.BuyAsync(item, key: "second", ticket: (string)after["ticket"]!)).ShouldRefuseWith("ticket_invalid");
        (await buyer.BuyAsync(item, key: "third", ticket: (string)other["ticket"]!)).ShouldHaveStatus(201);
    }
}
