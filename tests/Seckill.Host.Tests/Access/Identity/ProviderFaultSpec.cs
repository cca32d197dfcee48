using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Identity;

/// <summary>What becomes of the sale when the identity provider changes its keys, or fails.</summary>
public sealed class ProviderFaultSpec : IAsyncLifetime, IAsyncDisposable
{
    private readonly int _port = HostProcess.FreePort();
    private readonly SignInShop _shop;
    private IdentityProvider? _provider;

    public ProviderFaultSpec() =>
        _shop = new SignInShop(_port, new Dictionary<string, string> { ["Seckill__Limits__IdentityKeysSeconds"] = "10" });

    private IdentityProvider Provider => _provider!;

    [Fact]
    public async Task In_a_rotation_in_mid_sale_nobody_is_turned_away()
    {
        await StartAsync();
        var item = await _shop.ListAsync(new Listing { Stock = 200 });
        var before = await Provider.IssueAsync("before");

        for (var round = 0; round < 3; round++)
        {
            Provider.Rotate(IdentityProvider.NewKey(round == 1 ? "ES256" : "RS256", $"round-{round}"));
            var tokens = new List<string>();
            for (var i = 0; i < 20; i++) tokens.Add(await Provider.IssueAsync($"r{round}b{i}"));
            // A real provider shows a key long before it signs with it. Here the pause after the last look may have to pass first.
            await SessionOnceKnownAsync(await Provider.IssueAsync($"r{round}first"));
            var bought = await Task.WhenAll(tokens.Select(async token => await (await _shop.SignInAsync(token)).BuyAsync(item)));

            bought.ShouldAllBe(order => order.Status == 201);
        }

        // The provider has dropped the first key from its set by now.
        (await _shop.SessionAsync(before)).ShouldRefuseWith("unauthenticated");
        (await _shop.Operator.AuditAsync(item))["balanced"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Unknown_key_ids_make_nobody_ask_the_provider_more_often_than_each_pause()
    {
        await StartAsync();
        var forged = Enumerable.Range(0, 300).Select(i => Provider.Forge(IdentityProvider.NewKey("ES256", $"forged-{i}"))).ToList();
        var (before, began) = (Provider.Reads, DateTimeOffset.UtcNow);

        var answers = await Task.WhenAll(forged.Select(_shop.SessionAsync));

        answers.ShouldAllBe(answer => answer.Status == 401);
        var pauses = (DateTimeOffset.UtcNow - began).TotalMilliseconds / 100;
        (Provider.Reads - before).ShouldBeLessThanOrEqualTo((int)pauses + 1);
    }

    [Theory]
    [InlineData(Mood.Away)]
    [InlineData(Mood.Slow)]
    [InlineData(Mood.Garbage)]
    [InlineData(Mood.WrongJson)]
    [InlineData(Mood.Huge)]
    [InlineData(Mood.Foreign)]
    public async Task The_last_good_keys_stay_when_the_provider_fails(Mood mood)
    {
        await StartAsync();
        var item = await _shop.ListAsync();
        var known = await Provider.IssueAsync("known");
        Provider.Mood = mood;
        var newer = Provider.Forge(IdentityProvider.NewKey("ES256", "newer"));
        var failures = await _shop.MetricAsync("seckill_identity_failures_total");

        // Each unknown key makes the host look, unless it has just done so.
        await Eventually.GetAsync(
            async () =>
            {
                (await _shop.SessionAsync(newer)).ShouldRefuseWith("unauthenticated");
                return await _shop.MetricAsync("seckill_identity_failures_total");
            },
            value => value > failures);
        (await (await _shop.SignInAsync(known)).BuyAsync(item)).ShouldHaveStatus(201);

        await Eventually.LoggedAsync(() => _shop.Output, "cannot be read");

        Provider.Mood = Mood.Well;
        var next = IdentityProvider.NewKey("RS256", "next");
        Provider.Rotate(next);
        await SessionOnceKnownAsync(await Provider.IssueAsync("next"));
    }

    [Fact]
    public async Task A_withdrawn_key_is_forgotten_in_time()
    {
        await StartAsync();
        var old = await Provider.IssueAsync("old");
        (await _shop.SessionAsync(old)).ShouldHaveStatus(200);

        Provider.Rotate(IdentityProvider.NewKey("RS256", "only"), withdrawOthers: true);

        await Eventually.GetAsync(() => _shop.SessionAsync(old), answer => answer.Status == 401, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_host_starts_without_the_provider_and_believes_it_once_it_is_there()
    {
        await _shop.StartAsync();
        var item = await _shop.ListAsync();
        (await _shop.With(TokenMint.Issue("carol")).BuyAsync(item)).ShouldHaveStatus(201);

        // What it would sign if it were there.
        _provider = await IdentityProvider.StartAsync(_port);
        Provider.Mood = Mood.Away;
        var token = await Provider.IssueAsync("alice");
        (await _shop.SessionAsync(token)).ShouldRefuseWith("overloaded").Headers["Retry-After"].ShouldBe("1");

        Provider.Mood = Mood.Well;
        await SessionOnceKnownAsync(token);
        (await _shop.MetricAsync("seckill_identity_keys_age_seconds", "provider=\"shoppers\"")).ShouldBeInRange(0, 60);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        if (_provider is not null) await _provider.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _provider = await IdentityProvider.StartAsync(_port);
        await _shop.StartAsync();
        (await _shop.SessionAsync(await Provider.IssueAsync("first"))).ShouldHaveStatus(200);
    }

    /// <summary>A session, once the host has read the key that has signed the token.</summary>
    private Task<Received> SessionOnceKnownAsync(string token) =>
        Eventually.GetAsync(() => _shop.SessionAsync(token), answer => answer.Status == 200);
}
