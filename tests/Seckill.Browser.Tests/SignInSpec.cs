using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using Seckill.Host.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>Signing in at an identity provider: code flow with PKCE, back to the very page, and nowhere else.</summary>
public sealed class SignInSpec(ProviderShop shop) : IClassFixture<ProviderShop>
{
    [SkippableFact]
    public async Task A_shopper_signs_in_at_the_provider_comes_back_to_the_item_and_buys()
    {
        await using var shopper = await shop.EnterAsync("alice");
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/items/{item}?utm_source=mail#more");
        var asked = tab.Page.WaitForRequestAsync("**/connect/authorize?*");
        await tab.ShouldBecomeAsync("stranger");

        await tab.Button.ClickAsync();

        await tab.ShouldBecomeAsync("open");
        tab.Page.Url.ShouldBe(new Uri(shop.Address, $"/items/{item}?utm_source=mail#more").ToString());
        await Expect(tab.Page.Locator(".name")).ToHaveTextAsync("alice");
        var question = (await asked).Url;
        foreach (var part in (string[])["response_type=code", "code_challenge_method=S256", "code_challenge=", "state=", "nonce=", "client_id=shop"]) question.ShouldContain(part);
        await tab.BuyAsync();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
        // Back does not lead to the provider's answer again.
        await tab.Page.GoBackAsync();
        tab.Page.Url.ShouldNotContain("signed-in");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_session_that_ends_in_mid_sale_is_renewed_and_the_same_wish_goes_on()
    {
        await using var shopper = await shop.EnterAsync("bob");
        var item = await shop.ListAsync();
        var tab = await ProviderShop.SignInAsync(shopper, item);
        var keys = await KeysOfAsync(tab.Page, item);
        await EndSessionAsync(tab.Page, "bob");

        await tab.Button.ClickAsync();

        await tab.ShouldBecomeAsync("toPay");
        shop.Provider.Grants.ShouldContain("refresh_token");
        keys.Count.ShouldBe(2);
        keys.Distinct().ShouldHaveSingleItem();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Where_nothing_can_be_renewed_the_person_signs_in_again_and_the_same_wish_goes_on()
    {
        await using var shopper = await shop.EnterAsync("carol");
        var item = await shop.ListAsync();
        var tab = await ProviderShop.SignInAsync(shopper, item);
        var keys = await KeysOfAsync(tab.Page, item);
        await EndSessionAsync(tab.Page, "carol");
        await tab.Page.EvaluateAsync("() => sessionStorage.clear()");

        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("stranger");
        await tab.Button.ClickAsync();

        // Back from the provider, without another click.
        await tab.ShouldBecomeAsync("toPay");
        keys.Count.ShouldBe(2);
        keys.Distinct().ShouldHaveSingleItem();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_provider_that_refuses_or_is_away_is_said()
    {
        await using var shopper = await shop.EnterAsync(person: null);
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.Button.ClickAsync();
        await tab.ShouldSayAsync("The sign-in service did not let you in.");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Back", Exact = true }).ClickAsync();
        await tab.ShouldBecomeAsync("stranger");

        shop.Provider.Mood = Mood.Away;
        try
        {
            await tab.Button.ClickAsync();
            await Expect(tab.Page.Locator("dialog .error")).ToHaveTextAsync("The sign-in service does not answer at present.");
        }
        finally
        {
            shop.Provider.Mood = Mood.Well;
        }
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("?code=stolen")]
    [InlineData("?code=stolen&state=unknown")]
    [InlineData("?code=stolen&state=__proto__")]
    [InlineData("?code=stolen&state=constructor&back=https://evil.example/")]
    [InlineData("?error=access_denied&state=%3Cimg%20src=x%3E&return_to=//evil.example")]
    public async Task An_answer_to_a_question_that_was_not_asked_here_changes_nothing(string query)
    {
        await using var shopper = await shop.EnterAsync("frank");
        var grants = shop.Provider.Grants.Count;

        var tab = await shopper.OpenAsync($"/signed-in{query}");

        await tab.ShouldSayAsync("This answer does not belong to a sign-in that began here.");
        tab.Page.Url.ShouldBe(new Uri(shop.Address, "/signed-in").ToString(), "the code is gone from the address");
        await Expect(tab.Page.Locator("#sign-in")).ToBeVisibleAsync();
        (await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Back", Exact = true }).GetAttributeAsync("href")).ShouldBe("/");
        shop.Provider.Grants.Count.ShouldBe(grants, "no code was shown to the provider");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableTheory]
    [InlineData("nonce", "another")]
    [InlineData("aud", "another")]
    [InlineData("iss", "https://evil.example/")]
    public async Task A_token_that_answers_somebody_elses_question_is_not_taken(string claim, string value)
    {
        await using var shopper = await shop.EnterAsync("grace");
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/items/{item}");
        await shopper.Context.RouteAsync("**/connect/token", async route =>
        {
            var answer = await route.FetchAsync();
            var json = JsonNode.Parse(await answer.TextAsync())!.AsObject();
            json["id_token"] = Spoil((string)json["id_token"]!, claim, value);
            await route.FulfillAsync(new() { Response = answer, Body = json.ToJsonString() });
        });

        await tab.Button.ClickAsync();

        await tab.ShouldSayAsync("This answer does not belong to a sign-in that began here.");
        await Expect(tab.Page.Locator("#sign-in")).ToBeVisibleAsync();
        (await SessionTextAsync(tab.Page)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Nobody_is_led_to_another_site_after_signing_in()
    {
        await using var shopper = await shop.EnterAsync("heidi");
        var tab = await shopper.OpenAsync("/");
        await tab.Page.Locator("#sign-in").WaitForAsync();
        var hostile = new[]
        {
            "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example/",
            "http:evil.example", "", "items/x", "/signed-in?code=x&state=y", "/desk/signed-in", "https://user@evil.example/", "/%0d%0aLocation:%20//evil.example",
        };

        var led = await tab.Page.EvaluateAsync<string[]>(
            "async hostile => { const { pathOf } = await import(document.querySelector('script').src.replace('shop.js', 'oidc.js')); return hostile.map(back => new URL(pathOf(back), location.origin).origin + (pathOf(back).includes('signed-in') ? ' loop' : '')); }", hostile);
        led.ShouldAllBe(origin => origin == shop.Address.GetLeftPart(UriPartial.Authority));
    }

    [SkippableFact]
    public async Task Pages_may_talk_to_the_provider_and_to_nobody_else()
    {
        await using var shopper = await shop.EnterAsync("ivan");
        var tab = await shopper.OpenAsync("/");

        var page = await tab.Page.APIRequest.GetAsync("/");
        var policy = page.Headers["content-security-policy"];
        policy.ShouldContain($"connect-src 'self' {shop.Provider.Authority};");
        policy.ShouldContain("form-action 'self';");
        policy.ShouldContain("script-src 'self';");
        Regex.Matches(await page.TextAsync(), "data-[a-z-]+=\"[^\"]*\"").Select(match => match.Value).ShouldBe(
            ["data-sign-in=\"oidc\"", $"data-authority=\"{shop.Provider.Authority}\"", "data-client=\"shop\"", "data-scope=\"openid offline_access\"", "data-token=\"id_token\""]);
    }

    [SkippableFact]
    public async Task An_operator_of_the_provider_works_at_the_desk_and_a_shopper_does_not()
    {
        await using var shopper = await shop.EnterAsync("judy");
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/desk/items/{item}");
        await tab.Page.Locator("main button").ClickAsync();
        await tab.ShouldSayAsync("You are signed in as judy, who is no operator.");

        await tab.Page.Locator("#sign-out").ClickAsync();
        shop.Provider.Person = "olga";
        shop.Provider.PersonClaims = new JsonObject { ["role"] = "operator" };
        await tab.Page.Locator("main button").ClickAsync();
        await Expect(tab.Page.Locator("#pause")).ToBeVisibleAsync();
        tab.Page.Url.ShouldBe(new Uri(shop.Address, $"/desk/items/{item}").ToString());
        await tab.Page.Locator("#pause").ClickAsync();
        await tab.Page.Locator("#field-reason").FillAsync("by olga");
        await tab.Page.Locator("#ask-yes").ClickAsync();
        await Expect(tab.Page.Locator("article")).ToHaveAttributeAsync("data-phase", "paused");
        shopper.ShouldHaveSeenNoError();
    }

    /// <summary>The keys of all purchases that the page sends from now on.</summary>
    private static async Task<List<string>> KeysOfAsync(IPage page, string item)
    {
        var keys = new List<string>();
        await page.Context.RouteAsync($"**/api/items/{item}/orders", async route =>
        {
            keys.Add(route.Request.Headers["idempotency-key"]);
            await route.ContinueAsync();
        });
        return keys;
    }

    /// <summary>The session is over, which the page does not know: its token is one that has ended.</summary>
    private static async Task EndSessionAsync(IPage page, string person)
    {
        var claims = TokenMint.Claims(person);
        claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeSeconds();
        await page.EvaluateAsync(
            "token => { const key = 'seckill.session'; localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), token })); }", TokenMint.Sign(claims));
        // The page keeps the token that it has begun with; another tab's change tells it.
        await page.EvaluateAsync("() => dispatchEvent(new StorageEvent('storage', { key: 'seckill.session' }))");
    }

    private static Task<string?> SessionTextAsync(IPage page) => page.EvaluateAsync<string?>("() => localStorage.getItem('seckill.session')");

    private static string Spoil(string token, string claim, string value)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims[claim] = value;
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }
}
