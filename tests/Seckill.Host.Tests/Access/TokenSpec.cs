using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

/// <summary>Whose tokens are believed.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class TokenSpec(DevelopmentHost host)
{
    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public static TheoryData<string, string> Forged => new()
    {
        { "empty", "" },
        { "no token at all", "garbage" },
        { "three empty parts", ".." },
        { "not base64", "a!.b!.c!" },
        { "the algorithm none, unsigned", TokenMint.Head(TokenMint.Claims(), """{"alg":"none","typ":"JWT"}""") + "." },
        { "the algorithm none, signed", TokenMint.Sign(TokenMint.Claims(), header: """{"alg":"none","typ":"JWT"}""") },
        { "unsigned under HS256", TokenMint.Head(TokenMint.Claims(), """{"alg":"HS256","typ":"JWT"}""") + "." },
        { "another algorithm's name", TokenMint.Sign(TokenMint.Claims(), header: """{"alg":"RS256","typ":"JWT"}""") },
        { "HS512", SignHs512() },
        { "another key", TokenMint.Sign(TokenMint.Claims(), key: "another signing key, also at least 32 bytes long") },
        { "no key", TokenMint.Sign(TokenMint.Claims(), key: "") },
        { "the public development key", TokenMint.Sign(TokenMint.Claims(), key: "seckill-development-key-that-everybody-may-know") },
        { "another issuer", TokenMint.Sign(With("iss", "somebody")) },
        { "no issuer", TokenMint.Sign(Without("iss")) },
        { "another audience", TokenMint.Sign(With("aud", "another service")) },
        { "no audience", TokenMint.Sign(Without("aud")) },
        { "expired", TokenMint.Sign(With("exp", Now - 1)) },
        { "expired long ago", TokenMint.Sign(With("exp", 1)) },
        { "no expiry", TokenMint.Sign(Without("exp")) },
        { "an expiry that is no number", TokenMint.Sign(With("exp", "soon")) },
        { "not yet valid", TokenMint.Sign(With("nbf", Now + 3_000)) },
        { "no subject", TokenMint.Sign(Without("sub")) },
        { "an empty subject", TokenMint.Sign(With("sub", "")) },
        { "a subject of 65 characters", TokenMint.Sign(With("sub", new string('s', 65))) },
        { "a subject with a space", TokenMint.Sign(With("sub", "a b")) },
        { "a subject beyond ASCII", TokenMint.Sign(With("sub", "é")) },
        { "a subject with a line feed", TokenMint.Sign(With("sub", "a\n")) },
        { "claims that are no object", $"{Encode("""{"alg":"HS256"}""")}.{Encode("[]")}.AAAA" },
        { "a signature of other claims", TokenMint.Sign(TokenMint.Claims("alice"))[..^4] + "AAAA" },
        { "longer than anybody needs", TokenMint.Sign(With("more", new string('m', 5_000))) },
    };

    public static TheoryData<string> Schemes => ["Basic", "Digest", "Token", "JWT", "BearerX", ""];

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task A_bad_token_is_unauthenticated(string what, string token)
    {
        var item = await host.ListAsync();
        (string, string)[] operations = [("POST", $"/api/items/{item}/orders"), ("GET", "/api/orders"), ("GET", "/api/admin/cluster")];
        foreach (var (method, path) in operations)
        {
            using var request = host.Nobody.Request(new HttpMethod(method), path, ("Authorization", $"Bearer {token}"));

            var refusal = (await host.Wire.SendAsync(request)).ShouldRefuseWith("unauthenticated");

            refusal.Headers["WWW-Authenticate"].ShouldStartWith("Bearer", customMessage: what);
        }
    }

    [Fact]
    public async Task Without_a_token_the_refusal_says_how_to_send_one()
    {
        var refusal = (await host.Nobody.GetAsync("/api/orders")).ShouldRefuseWith("unauthenticated");

        refusal.Headers["WWW-Authenticate"].ShouldBe("Bearer");
        ((string?)refusal["detail"]).ShouldNotBeNull().ShouldStartWith("Send ");
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("BearerX a.b.c")]
    public async Task Something_that_is_no_bearer_token_is_told_so(string credentials)
    {
        using var request = host.Nobody.Request(HttpMethod.Get, "/api/orders", ("Authorization", credentials));

        var refusal = (await host.Wire.SendAsync(request)).ShouldRefuseWith("unauthenticated");

        ((string?)refusal["detail"]).ShouldNotBeNull().ShouldContain("is not 'Bearer <token>'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_believed_token_whose_subject_cannot_be_a_buyer_is_told_so(string subject)
    {
        var token = TokenMint.Sign(With("sub", subject));

        (await DetailAsync(token)).ShouldContain("'sub'");
        (await DetailAsync(TokenMint.Sign(With("sub", subject), key: "another signing key, also at least 32 bytes long"))).ShouldNotContain("sub");
        (await DetailAsync(TokenMint.Sign(Without("sub")))).ShouldContain("'sub'");
    }

    [Theory]
    [InlineData(4_096, false)]
    [InlineData(4_097, true)]
    public async Task A_token_that_is_too_long_is_told_so(int length, bool isTooLong)
    {
        var token = new string('t', length);

        var detail = await DetailAsync(token);

        detail.Contains("4,096", StringComparison.Ordinal).ShouldBe(isTooLong, detail);
    }

    [Theory]
    [InlineData("exp", 3_600.5, true)]
    [InlineData("exp", -0.5, false)]
    [InlineData("nbf", -0.5, true)]
    [InlineData("nbf", 60.5, false)]
    [InlineData("iat", -0.25, true)]
    public async Task Times_of_a_token_may_have_fractions(string claim, double secondsFromNow, bool isBelieved)
    {
        var token = TokenMint.Sign(With(claim, Now + secondsFromNow));

        (await host.PartyWith(token).GetAsync("/api/orders")).ShouldHaveStatus(isBelieved ? 200 : 401);
    }

    private async Task<string> DetailAsync(string token)
    {
        using var request = host.Nobody.Request(HttpMethod.Get, "/api/orders", ("Authorization", $"Bearer {token}"));
        return (string)(await host.Wire.SendAsync(request)).ShouldRefuseWith("unauthenticated")["detail"]!;
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task A_good_token_under_another_scheme_is_unauthenticated(string scheme)
    {
        var header = $"{scheme} {TokenMint.Issue("alice")}".Trim();
        using var request = host.Nobody.Request(HttpMethod.Get, "/api/orders", ("Authorization", header));

        (await host.Wire.SendAsync(request)).ShouldRefuseWith("unauthenticated");
    }

    [Fact]
    public async Task Two_tokens_are_none()
    {
        var line = $"Authorization: Bearer {TokenMint.Issue("alice")}";

        (await RawWire.SendAsync(host.Address, ["GET /api/orders HTTP/1.1", line, line])).ShouldRefuseWith("unauthenticated");
    }

    [Fact]
    public async Task A_token_in_the_query_is_none() =>
        (await host.Nobody.GetAsync($"/api/orders?access_token={TokenMint.Issue("alice")}")).ShouldRefuseWith("unauthenticated");

    [Fact]
    public async Task A_token_ends_when_it_says_so_even_if_it_was_believed_before()
    {
        var token = TokenMint.Sign(With("exp", Now + 2));
        (await host.PartyWith(token).GetAsync("/api/orders")).ShouldHaveStatus(200);

        await Eventually.GetAsync(() => host.PartyWith(token).GetAsync("/api/orders"), answer => answer.Status == 401);
    }

    [Fact]
    public async Task Good_tokens_of_every_shape_are_believed()
    {
        JsonObject[] good =
        [
            TokenMint.Claims(), With("role", new JsonArray("auditor", "buyer")), Without("role"), With("nbf", Now), With("iat", Now - 5),
            With("aud", new JsonArray("another service", TokenMint.Audience)), With("more", new JsonObject { ["deep"] = 1 }),
            With("sub", "!~{}[]\"\\/"), With("sub", new string('s', 64)),
        ];

        foreach (var claims in good) (await host.PartyWith(TokenMint.Sign(claims)).GetAsync("/api/orders")).ShouldHaveStatus(200);
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task The_name_of_the_scheme_may_be_written_in_any_case(string scheme)
    {
        using var request = host.Nobody.Request(HttpMethod.Get, "/api/orders", ("Authorization", $"{scheme} {TokenMint.Issue("alice")}"));

        (await host.Wire.SendAsync(request)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task The_subject_is_the_buyer()
    {
        var name = TestHost.NewName("odd!#$%&'*+.^_`|~\"\\");

        var order = await host.PartyOf(name).BuyAsync(await host.ListAsync());

        ((string)order.ShouldHaveStatus(201)["buyerId"]!).ShouldBe(name);
    }

    private static JsonObject With(string claim, JsonNode value)
    {
        var claims = TokenMint.Claims();
        claims[claim] = value;
        return claims;
    }

    private static JsonObject Without(string claim)
    {
        var claims = TokenMint.Claims();
        claims.Remove(claim);
        return claims;
    }

    private static string SignHs512()
    {
        var signed = TokenMint.Head(TokenMint.Claims(), """{"alg":"HS512","typ":"JWT"}""");
        var signature = HMACSHA512.HashData(Encoding.UTF8.GetBytes(TokenMint.Key), Encoding.UTF8.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
