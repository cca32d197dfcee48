using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Identity;

/// <summary>A provider and a host that trusts it, for the tests that leave both as they are.</summary>
public sealed class SignedInShop : IAsyncLifetime
{
    public IdentityProvider Provider { get; private set; } = null!;

    public SignInShop Shop { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var port = HostProcess.FreePort();
        Provider = await IdentityProvider.StartAsync(port);
        Shop = new SignInShop(port, new Dictionary<string, string> { ["Seckill__Auth__RoleClaim"] = "realm_access.roles", ["Seckill__Auth__LifetimeSecondsMax"] = "7200" });
        await Shop.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

/// <summary>Tokens of an identity provider become sessions, and sessions buy.</summary>
public sealed class SessionSpec(SignedInShop signedIn) : IClassFixture<SignedInShop>
{
    private static readonly string[] CriticalNames = ["x"];

    private readonly IdentityProvider _provider = signedIn.Provider;
    private readonly SignInShop _shop = signedIn.Shop;

    public static TheoryData<string> Forged =>
    [
        "another key under the same id", "the public key as a secret", "no signature", "another audience", "no audience", "expired",
        "not yet valid", "no expiry", "another issuer", "critical extensions", "an unknown key id", "no key id", "truncated",
        "another subject", "garbage", "five parts",
    ];

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task A_session_for_a_token_of_each_algorithm_buys(string algorithm)
    {
        var item = await _shop.ListAsync();
        _provider.Rotate(IdentityProvider.NewKey(algorithm, $"{algorithm}-{item}"));
        var token = await _provider.IssueAsync($"alice-{algorithm}");

        // The host may have looked for keys an instant ago; it then waits for the pause.
        var session = await Eventually.GetAsync(() => _shop.SessionAsync(token), answer => answer.Status == 200);

        session.Headers["Cache-Control"].ShouldBe("no-store");
        ((DateTimeOffset)session["expiresAt"]!).ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(61));
        var buyer = _shop.With((string)session["token"]!);
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
        ((string?)(await buyer.OrderAsync(order.OrderId))["buyerId"]).ShouldBe($"alice-{algorithm}");
        // The same person signs in again: the order is still theirs.
        var again = await _shop.SignInAsync(await _provider.IssueAsync($"alice-{algorithm}"));
        (await again.BuyAsync(item)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
    }

    [Fact]
    public async Task A_session_ends_with_the_token_at_the_latest()
    {
        var token = await _provider.IssueAsync("brief", lifetimeSeconds: 90);

        var ends = (DateTimeOffset)(await _shop.SessionAsync(token)).ShouldHaveStatus(200)["expiresAt"]!;

        ends.ShouldBeInRange(DateTimeOffset.UtcNow.AddSeconds(30), DateTimeOffset.UtcNow.AddSeconds(90));
    }

    [Fact]
    public async Task Elsewhere_the_providers_token_is_refused_and_the_refusal_says_where_to_go()
    {
        var refusal = (await _shop.With(await _provider.IssueAsync("alice")).GetAsync("/api/orders")).ShouldRefuseWith("unauthenticated");

        ((string?)refusal["detail"]).ShouldNotBeNull().ShouldContain("POST /api/session");
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task A_bad_token_gets_no_session(string what)
    {
        var good = await _provider.IssueAsync("alice");
        var key = _provider.CurrentKey;
        var token = what switch
        {
            "another key under the same id" => _provider.Forge(IdentityProvider.NewKey(key.Algorithm, key.Key.KeyId)),
            "the public key as a secret" => _provider.Forge(new SigningCredentials(
                new SymmetricSecurityKey(PublicBytes(key.Key)) { KeyId = key.Key.KeyId }, SecurityAlgorithms.HmacSha256)),
            "no signature" => _provider.Forge(key: null),
            "another audience" => _provider.Forge(key, claims => claims["aud"] = "another shop"),
            "no audience" => _provider.Forge(key, claims => claims.Remove("aud")),
            "expired" => _provider.Forge(key, claims => claims["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1),
            "not yet valid" => _provider.Forge(key, claims => claims["nbf"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60),
            "no expiry" => _provider.Forge(key, claims => claims.Remove("exp")),
            "another issuer" => _provider.Forge(key, claims => claims["iss"] = "https://elsewhere.example/"),
            "critical extensions" => _provider.Forge(key, header: new Dictionary<string, object> { ["crit"] = CriticalNames, ["x"] = 1 }),
            "an unknown key id" => _provider.Forge(IdentityProvider.NewKey("ES256", "unheard-of")),
            "no key id" => _provider.Forge(IdentityProvider.NewKey("ES256", "")),
            "truncated" => good[..^6],
            "another subject" => Swap(good, _provider.Forge(key)),
            "garbage" => "a.b.c",
            _ => "a.b.c.d.e",
        };

        var refusal = (await _shop.SessionAsync(token)).ShouldRefuseWith("unauthenticated");

        refusal.Headers["WWW-Authenticate"].ShouldBe("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task The_forged_tokens_differ_from_a_good_one_in_one_thing_only() =>
        (await _shop.SessionAsync(_provider.Forge(_provider.CurrentKey))).ShouldHaveStatus(200);

    [Fact]
    public async Task Without_a_token_the_refusal_says_how_to_send_one() =>
        (await _shop.Nobody.PostAsync("/api/session")).ShouldRefuseWith("unauthenticated").Headers["WWW-Authenticate"].ShouldBe("Bearer");

    [Theory]
    [InlineData(7_100, 200)]
    [InlineData(7_300, 401)]
    public async Task A_token_may_not_be_valid_for_too_long(int seconds, int status)
    {
        var answer = await _shop.SessionAsync(await _provider.IssueAsync("alice", lifetimeSeconds: seconds));

        answer.ShouldHaveStatus(status);
        if (status == 401) ((string?)answer["detail"]).ShouldNotBeNull().ShouldContain("7200 s");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890")]
    public async Task A_subject_that_cannot_be_a_buyer_is_told_so(string subject)
    {
        var refusal = (await _shop.SessionAsync(await _provider.IssueAsync(subject))).ShouldRefuseWith("unauthenticated");

        ((string?)refusal["detail"]).ShouldNotBeNull().ShouldContain("'sub'");
    }

    [Fact]
    public async Task An_operator_is_who_has_the_providers_role()
    {
        var roles = new JsonObject { ["realm_access"] = new JsonObject { ["roles"] = new JsonArray("offline_access", "operator") } };
        var others = new JsonObject { ["realm_access"] = new JsonObject { ["roles"] = new JsonArray("operators", "user") }, ["role"] = "operator" };

        var operatorsCall = await (await _shop.SignInAsync(await _provider.IssueAsync("olga", roles))).GetAsync("/api/admin/cluster");
        var buyersCall = await (await _shop.SignInAsync(await _provider.IssueAsync("bob", others))).GetAsync("/api/admin/cluster");

        operatorsCall.ShouldHaveStatus(200);
        buyersCall.ShouldRefuseWith("forbidden");
    }

    [Fact]
    public async Task The_shops_own_tokens_become_sessions_too_and_no_session_outlives_them()
    {
        var own = TokenMint.Claims("carol");
        own["exp"] = DateTimeOffset.UtcNow.AddSeconds(100).ToUnixTimeSeconds();

        var session = (await _shop.SessionAsync(TokenMint.Sign(own))).ShouldHaveStatus(200);
        var renewed = (await _shop.SessionAsync((string)session["token"]!)).ShouldHaveStatus(200);

        ((DateTimeOffset)renewed["expiresAt"]!).ShouldBeLessThanOrEqualTo(DateTimeOffset.FromUnixTimeSeconds((long)own["exp"]!));
    }

    [Fact]
    public async Task A_query_or_a_body_is_refused()
    {
        var token = await _provider.IssueAsync("alice");

        (await _shop.With(token).PostAsync("/api/session?x=1")).ShouldRefuseWith("validation_failed");
        (await _shop.With(token).PostAsync("/api/session", new JsonObject { ["token"] = token })).ShouldRefuseWith("validation_failed");
    }

    private static byte[] PublicBytes(SecurityKey key)
    {
        var web = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        return Base64UrlEncoder.DecodeBytes(web.N ?? web.X + web.Y);
    }

    /// <summary>The claims of one token under the signature of another.</summary>
    private static string Swap(string signature, string claims) => $"{claims[..claims.LastIndexOf('.')]}{signature[signature.LastIndexOf('.')..]}";
}
