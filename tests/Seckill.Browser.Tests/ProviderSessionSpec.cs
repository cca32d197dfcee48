using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>A session after signing in at an identity provider: renewed for its own buyer only, and over for good when they sign out.</summary>
public sealed class ProviderSessionSpec(ProviderShop shop) : IClassFixture<ProviderShop>
{
    private const string IsRenewed = "() => JSON.parse(localStorage.getItem('seckill.session'))?.expiresAt > Date.now() + 60000";

    [SkippableFact]
    public async Task A_session_is_renewed_before_it_ends()
    {
        await using var shopper = await shop.EnterAsync("dora");
        var item = await shop.ListAsync();
        var tab = await ProviderShop.SignInAsync(shopper, item);

        await EndSoonAsync(tab.Page);

        await tab.Page.WaitForFunctionAsync(IsRenewed);
        await tab.ShouldBecomeAsync("open");
        await tab.BuyAsync();
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Whoever_signs_out_stays_out()
    {
        await using var shopper = await shop.EnterAsync("erin");
        var tab = await ProviderShop.SignInAsync(shopper, await shop.ListAsync());

        await tab.Page.Locator("#sign-out").ClickAsync();

        await tab.ShouldBecomeAsync("stranger");
        (await GivenAsync(tab.Page)).ShouldBeNull();
        await tab.Page.ReloadAsync();
        await tab.ShouldBecomeAsync("stranger");
    }

    [SkippableFact]
    public async Task Signing_out_needs_nothing_from_the_service()
    {
        await using var shopper = await shop.EnterAsync("kate");
        var tab = await ProviderShop.SignInAsync(shopper, await shop.ListAsync());
        await shopper.Context.RouteAsync("**/js/**", route => route.AbortAsync());

        await tab.Page.Locator("#sign-out").ClickAsync();

        await tab.ShouldBecomeAsync("stranger");
        (await GivenAsync(tab.Page)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Whoever_signs_out_in_one_tab_is_forgotten_by_the_one_they_signed_in_with()
    {
        await using var shopper = await shop.EnterAsync("liam");
        var item = await shop.ListAsync();
        var first = await ProviderShop.SignInAsync(shopper, item);
        var second = await shopper.OpenAsync($"/items/{item}");
        await second.ShouldBecomeAsync("open");

        await second.Page.Locator("#sign-out").ClickAsync();

        await first.ShouldBecomeAsync("stranger");
        await first.Page.WaitForFunctionAsync("() => sessionStorage.getItem('seckill.provider') === null");
    }

    [SkippableFact]
    public async Task A_session_is_not_renewed_with_what_the_provider_gave_for_somebody_else()
    {
        await using var shopper = await shop.EnterAsync("mona");
        var item = await shop.ListAsync();
        var first = await ProviderShop.SignInAsync(shopper, item);
        shop.Provider.Person = "nina";
        var second = await shopper.OpenAsync($"/items/{item}");
        // Mona's session is over and gone; Nina signs in, in a tab of her own.
        await second.Page.EvaluateAsync("() => localStorage.removeItem('seckill.session')");
        await second.Page.ReloadAsync();
        await second.ShouldBecomeAsync("stranger");
        await second.Button.ClickAsync();
        await second.ShouldBecomeAsync("open");
        await Expect(first.Page.Locator(".name")).ToHaveTextAsync("nina");
        var exchanges = 0;
        first.Page.Request += (_, request) => exchanges += request.Url.EndsWith("/api/session", StringComparison.Ordinal) ? 1 : 0;
        // Whichever tab looks first renews, and then the other one need not: Nina's waits until Mona's has begun.
        var asked = first.Page.WaitForRequestFinishedAsync(new() { Predicate = request => request.Url.Contains("/js/oidc", StringComparison.Ordinal) });
        await second.Page.RouteAsync("**/js/oidc*", async route =>
        {
            await asked;
            await route.ContinueAsync();
        });

        await EndSoonAsync(first.Page);

        await asked;
        await second.Page.WaitForFunctionAsync(IsRenewed);
        await Expect(first.Page.Locator(".name")).ToHaveTextAsync("nina");
        await Expect(second.Page.Locator(".name")).ToHaveTextAsync("nina");
        exchanges.ShouldBe(0);
    }

    /// <summary>The session ends within moments: it is time to renew it.</summary>
    private static async Task EndSoonAsync(IPage page) => await page.EvaluateAsync(
        "() => { const key = 'seckill.session'; const one = JSON.parse(localStorage.getItem(key)); localStorage.setItem(key, JSON.stringify({ ...one, expiresAt: Date.now() + 15000, lasts: 60000 })); }");

    /// <summary>What the provider gave, as this tab keeps it.</summary>
    private static Task<string?> GivenAsync(IPage page) => page.EvaluateAsync<string?>("() => sessionStorage.getItem('seckill.provider')");
}
