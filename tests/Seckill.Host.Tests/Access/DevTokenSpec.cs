using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

[Collection(OnDevelopmentHost.Name)]
public sealed class DevTokenSpec(DevelopmentHost host)
{
    [Theory]
    [InlineData("""{"sub":"alice"}""")]
    [InlineData("""{"sub":"alice","role":"buyer"}""")]
    public async Task A_token_makes_a_buyer(string body)
    {
        var alice = host.PartyWith((string)(await AskAsync(body)).ShouldHaveStatus(200)["token"]!);

        ((string)(await alice.BuyAsync(await host.ListAsync()))["buyerId"]!).ShouldBe("alice");
        (await alice.GetAsync("/api/admin/cluster")).ShouldRefuseWith("forbidden");
    }

    [Fact]
    public async Task A_token_makes_an_operator()
    {
        var olivia = host.PartyWith((string)(await AskAsync("""{"sub":"olivia","role":"operator"}"""))["token"]!);

        (await olivia.GetAsync("/api/admin/cluster")).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task Many_tokens_make_as_many_buyers()
    {
        var item = await host.ListAsync();

        var tokens = (await AskAsync("""{"count":3,"prefix":"crowd-"}""")).ShouldHaveStatus(200)["tokens"]!.AsArray();

        var buyers = new List<string>();
        foreach (var token in tokens) buyers.Add((string)(await host.PartyWith((string)token!).BuyAsync(item))["buyerId"]!);
        buyers.ShouldBe(["crowd-0", "crowd-1", "crowd-2"]);
    }

    [Fact]
    public async Task A_hundred_thousand_tokens_are_the_most()
    {
        // Past the contract check, which would take the better part of a minute for as many.
        using var request = host.Nobody.Request(HttpMethod.Post, "/api/dev/tokens");
        request.Content = JsonContentOf("""{"count":100000}""");

        var answer = await host.Wire.SendUncheckedAsync(request);

        answer.Status.ShouldBe(200);
        var tokens = answer["tokens"]!.AsArray();
        tokens.Count.ShouldBe(100_000);
        (await host.PartyWith((string)tokens[99_999]!).GetAsync("/api/orders")).ShouldHaveStatus(200);
        (await AskAsync("""{"count":100001}""")).ShouldBlame("count");
    }

    [Theory]
    [InlineData("{}", "sub")]
    [InlineData("""{"sub":"alice","count":1}""", "sub")]
    [InlineData("""{"sub":""}""", "sub")]
    [InlineData("""{"sub":"a b"}""", "sub")]
    [InlineData("""{"sub":"12345678901234567890123456789012345678901234567890123456789012345"}""", "sub")]
    [InlineData("""{"sub":7}""", "sub")]
    [InlineData("""{"sub":"alice","role":"root"}""", "role")]
    [InlineData("""{"sub":"alice","role":""}""", "role")]
    [InlineData("""{"sub":"alice","prefix":"p"}""", "prefix")]
    [InlineData("""{"sub":"alice","admin":true}""", "admin")]
    [InlineData("""{"count":0}""", "count")]
    [InlineData("""{"count":-1}""", "count")]
    [InlineData("""{"count":9223372036854775807}""", "count")]
    [InlineData("""{"count":9223372036854775808}""", "count")]
    [InlineData("""{"count":"3"}""", "count")]
    [InlineData("""{"count":2.5}""", "count")]
    [InlineData("""{"count":3,"prefix":"a b"}""", "prefix")]
    [InlineData("""{"count":3,"prefix":"1234567890123456789012345678901234567890123456789012345678901234"}""", "prefix")]
    public async Task A_bad_wish_is_blamed_on_its_field(string body, string field) => (await AskAsync(body)).ShouldBlame(field);

    private Task<Received> AskAsync(string body) => host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", body);

    private static StringContent JsonContentOf(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
