using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Tickets;

/// <summary>Tickets in the middle of a rotation of the keys that sign tokens.</summary>
public sealed class TicketRotationSpec
{
    private const string Former = "the former signing key, under which tickets are still out";
    private const string Gone = "a signing key that has been withdrawn, also long enough";

    [Fact]
    public async Task Tickets_of_every_key_of_the_rotation_are_good_and_new_ones_carry_the_newest()
    {
        await using var shop = new SignInShop(HostProcess.FreePort(), new Dictionary<string, string> { ["Seckill__Auth__SigningKeys__0"] = Former });
        await shop.StartAsync();
        var item = await shop.ListAsync(new Listing { TicketRequired = true, Limit = 5 });
        var buyer = shop.With(TokenMint.Issue("alice"));
        var soon = DateTimeOffset.UtcNow.AddSeconds(60);

        (await buyer.BuyAsync(item, ticket: TicketMint.Issue("alice", item, 1, soon, Former))).ShouldHaveStatus(201);
        (await buyer.BuyAsync(item, key: "second", ticket: TicketMint.Issue("alice", item, 2, soon))).ShouldHaveStatus(201);
        (await buyer.BuyAsync(item, key: "third", ticket: TicketMint.Issue("alice", item, 3, soon, Gone))).ShouldRefuseWith("ticket_invalid");
        // The number is what was used, whichever key says it.
        (await buyer.BuyAsync(item, key: "fourth", ticket: TicketMint.Issue("alice", item, 1, soon))).ShouldRefuseWith("ticket_invalid");

        var issued = (await buyer.TicketAsync(item)).ShouldHaveStatus(200);
        var (number, expiresAt) = TicketMint.Read((string)issued["ticket"]!);
        ((string)issued["ticket"]!).ShouldBe(TicketMint.Issue("alice", item, number, expiresAt));
    }
}
