using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Identity;

/// <summary>Operators with an identity provider of their own, keys of our own tokens in rotation, and the limit on sessions.</summary>
public sealed class SeparateOperatorsSpec
{
    private static readonly JsonObject OperatorRole = new() { ["https://shop.example/roles"] = new JsonArray("Sale.Operate") };

    [Fact]
    public async Task Only_the_operators_own_provider_makes_operators()
    {
        var (forShoppers, forOperators) = (HostProcess.FreePort(), HostProcess.FreePort());
        await using var shoppers = await IdentityProvider.StartAsync(forShoppers);
        await using var operators = await IdentityProvider.StartAsync(forOperators);
        await using var shop = new SignInShop(forShoppers, new Dictionary<string, string>
        {
            ["Seckill__Auth__RoleClaim"] = "https://shop.example/roles",
            ["Seckill__Auth__OperatorRole"] = "Sale.Operate",
            ["Seckill__Auth__Operators__Authority"] = $"http://127.0.0.1:{forOperators}/",
            ["Seckill__Auth__Operators__AuthorityAudience"] = IdentityProvider.Client,
            ["Seckill__Auth__Operators__SubjectClaim"] = "preferred_username",
            ["Seckill__Auth__Operators__RoleClaim"] = "https://shop.example/roles",
            ["Seckill__Auth__Operators__OperatorRole"] = "Sale.Operate",
        });
        await shop.StartAsync();
        var named = (JsonObject)OperatorRole.DeepClone();
        named["preferred_username"] = "olga";

        var impostor = await shop.SignInAsync(await shoppers.IssueAsync("mallory", OperatorRole));
        var real = await shop.SignInAsync(await operators.IssueAsync("3f2a", named));
        var colleague = await shop.SessionAsync(await operators.IssueAsync("4b1c", new JsonObject { ["preferred_username"] = "otto" }));
        var nameless = await shop.SessionAsync(await operators.IssueAsync("5d0e", OperatorRole));

        (await impostor.GetAsync("/api/admin/cluster")).ShouldRefuseWith("forbidden");
        (await real.GetAsync("/api/admin/cluster")).ShouldHaveStatus(200);
        colleague.ShouldRefuseWith("forbidden");
        ((string?)nameless.ShouldRefuseWith("unauthenticated")["detail"]).ShouldNotBeNull().ShouldContain("'preferred_username'");
        var item = TestHost.NewName("item");
        (await real.ListAsync(item, new Listing())).ShouldHaveStatus(201);
        var log = await Eventually.GetAsync(
            () => shop.Operator.GetAsync($"/api/admin/operations?item={item}"), answer => answer["operations"]!.AsArray().Count > 0);
        ((string?)log["operations"]![0]!["actor"]).ShouldBe("olga");
    }

    [Fact]
    public async Task Own_keys_overlap_in_a_rotation()
    {
        const string Next = "the next signing key, which will sign from tomorrow on";
        const string Gone = "a signing key that has been withdrawn, also long enough";
        await using var shop = new SignInShop(HostProcess.FreePort(), new Dictionary<string, string> { ["Seckill__Auth__SigningKeys__0"] = Next });
        await shop.StartAsync();
        var item = await shop.ListAsync();

        foreach (var turn in Enumerable.Range(0, 3))
        {
            (await shop.With(TokenMint.Sign(TokenMint.Claims($"n{turn}"), Next)).BuyAsync(item)).ShouldHaveStatus(201);
            (await shop.With(TokenMint.Issue($"o{turn}")).BuyAsync(item)).ShouldHaveStatus(201);
            (await shop.With(TokenMint.Sign(TokenMint.Claims($"g{turn}"), Gone)).BuyAsync(item)).ShouldRefuseWith("unauthenticated");
        }
    }

    [Fact]
    public async Task All_callers_together_get_so_many_sessions_a_second()
    {
        await using var shop = new SignInShop(HostProcess.FreePort(), new Dictionary<string, string> { ["Seckill__Limits__SessionsPerSecondMax"] = "3" });
        await shop.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => shop.SessionAsync(TokenMint.Issue($"b{i}"))));

        answers.Count(answer => answer.Status == 200).ShouldBeGreaterThanOrEqualTo(3);
        var refusal = answers.First(answer => answer.Status != 200).ShouldRefuseWith("rate_limited");
        refusal.Headers["Retry-After"].ShouldBe("1");
        // It is about sessions: nobody who has one feels it.
        (await shop.With(TokenMint.Issue("carol")).BuyAsync(await shop.ListAsync())).ShouldHaveStatus(201);
    }
}
