using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>Whom and what the desk does not trust: shoppers, forged sessions, texts of items, other sites, and answers.</summary>
[Collection(AtTheDesk.Name)]
public sealed class DeskTrustSpec(Shop shop)
{
    [SkippableFact]
    public async Task A_shopper_is_told_that_the_desk_is_not_for_them_and_so_is_a_forger()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await Expect(tab.Page.Locator("nav")).Not.ToContainTextAsync("Operators' desk");

        await tab.Page.GotoAsync($"/desk/items/{item}");
        await tab.ShouldSayAsync($"You are signed in as {shopper.Name}, who is no operator.");
        await Expect(tab.Page.Locator("#pause")).ToHaveCountAsync(0);
        // What the page believes is nothing: the service decides.
        await tab.Page.EvaluateAsync("() => { const key = 'seckill.session'; localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), isOperator: true })); }");
        await tab.Page.ReloadAsync();
        await tab.Page.Locator("#pause").ClickAsync();
        await tab.Page.Locator("#field-reason").FillAsync("mine");
        await tab.Page.Locator("#ask-yes").ClickAsync();
        await Expect(tab.Page.Locator("#ask-note")).ToContainTextAsync("You may not do this.");
        ((string)(await shop.Client.ItemAsync(item)).Body!["phase"]!).ShouldBe("open");
    }

    [SkippableFact]
    public async Task Hostile_texts_are_shown_as_they_are_everywhere_on_the_desk()
    {
        const string Hostile = "<img src=x onerror=\"document.title='owned'\">{reason}";
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        var item = await shop.ListAsync(title: Hostile, description: Hostile);
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}");
        await Expect(desk.Page.Locator("#title")).ToHaveTextAsync(Hostile);
        await desk.Page.Locator("#pause").ClickAsync();
        await desk.Page.Locator("#field-reason").FillAsync(Hostile);
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("article")).ToHaveAttributeAsync("data-phase", "paused");

        await desk.Page.GotoAsync($"/desk/items/{item}/edit");
        await Expect(desk.Page.Locator("#field-title")).ToHaveValueAsync(Hostile);
        await desk.Page.GotoAsync($"/desk/operations?item={item}");
        await desk.ShouldSayAsync(Hostile);
        await desk.Page.GotoAsync("/desk/prompt");
        await desk.Page.Locator("#line").FillAsync($"item show {item}");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.ShouldSayAsync(Hostile);
        await desk.Page.GotoAsync("/desk/items/%3Cimg%20src=x%3E");
        await desk.ShouldSayAsync("The request is not valid.");
        (await desk.Page.Locator("main img").CountAsync()).ShouldBe(0);
        (await desk.Page.TitleAsync()).ShouldNotContain("owned");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Another_site_makes_an_operators_browser_change_nothing()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}");
        await Expect(desk.Page.Locator("#pause")).ToBeVisibleAsync();

        var evil = await shopper.Context.NewPageAsync();
        await evil.SetContentAsync($"<form method=post enctype=text/plain action='{new Uri(shop.Address, $"/api/admin/items/{item}/close")}'><input name='{{&quot;reason&quot;:&quot;' value='&quot;}}'></form>");
        var answer = await evil.RunAndWaitForResponseAsync(() => evil.EvaluateAsync("() => document.forms[0].submit()"), $"**/api/admin/items/{item}/close");

        answer.Status.ShouldBe(401);
        ((string)(await shop.Client.ItemAsync(item)).Body!["phase"]!).ShouldBe("open");
        (await shopper.Context.CookiesAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Nonsense_instead_of_answers_is_said_on_the_desk_and_passes()
    {
        await using var shopper = await shop.EnterAsync();
        await shop.ListAsync();
        var desk = await shopper.EnterDeskAsync("/desk/books");
        await desk.ShouldSayAsync("Nothing differs.");
        var asked = 0;
        await desk.Page.RouteAsync("**/api/admin/commands", route => (Interlocked.Increment(ref asked) % 3) switch
        {
            1 => route.FulfillAsync(new() { Status = 200, Body = "<html>a proxy's page</html>" }),
            2 => route.AbortAsync(),
            _ => route.ContinueAsync(),
        });

        await Expect(desk.Page.Locator("#note")).ToContainTextAsync("The answer could not be read.");
        await Expect(desk.Page.Locator("#note")).ToContainTextAsync("No connection to the shop.");
        await Expect(desk.Page.Locator("#note")).ToBeHiddenAsync();
        shopper.ShouldHaveSeenNoError();
    }
}
