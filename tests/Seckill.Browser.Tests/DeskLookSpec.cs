using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>How the desk's pages look: all of them in both languages, light and dark, on a phone and on a desk.</summary>
[Collection(LookingAtTheDesk.Name)]
public sealed class DeskLookSpec(Shop shop)
{
    [SkippableTheory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Every_page_of_the_desk_can_be_read_by_everybody(string locale, bool isDark, int width)
    {
        await using var shopper = await shop.EnterAsync(new Device { Locale = locale, IsDark = isDark, Width = width });
        var look = new Look(locale, isDark, width);
        var item = await shop.ListAsync(stock: 500, limit: 3, description: "Unlocked, 256 GB.");
        var tab = await shopper.OpenAsync("/desk");
        await Expect(tab.Page.Locator("#state")).ToBeVisibleAsync();
        await look.CheckAsync(tab.Page, "desk-stranger");
        await tab.SignInAsync();
        await Expect(tab.Page.Locator("tbody tr").First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#rates-note")).ToBeHiddenAsync();
        await look.CheckAsync(tab.Page, "desk-list", isLong: true);

        await tab.Page.GotoAsync($"/desk/items/{item}");
        await Expect(tab.Page.Locator("#units-available")).ToHaveTextAsync("500");
        for (var n = 0; n < 20; n++) await shop.SellAsync(item);
        await Expect(tab.Page.Locator("#units-held")).ToHaveTextAsync("20");
        await tab.Page.Locator("#audit").ClickAsync();
        await Expect(tab.Page.Locator("#audit-verdict")).ToBeVisibleAsync();
        await look.CheckAsync(tab.Page, "desk-item");
        await tab.Page.Locator("#topUp").ClickAsync();
        await tab.Page.Locator("#ask-yes").ClickAsync();
        await look.CheckAsync(tab.Page, "desk-ask");

        await tab.Page.GotoAsync("/desk/items/nothing");
        await Expect(tab.Page.Locator("#state")).ToHaveTextAsync(locale[..2] == "en" ? "There is no such item." : "没有这件商品。");
        await Expect(tab.Page.Locator(".badge")).ToBeHiddenAsync();
        await tab.Page.GotoAsync("/desk/new");
        await tab.Page.Locator("#save").ClickAsync();
        await look.CheckAsync(tab.Page, "desk-new");
        foreach (var page in (string[])["operations", "books", "cluster", "switches", "blocks"])
        {
            await tab.Page.GotoAsync($"/desk/{page}");
            await Expect(tab.Page.Locator("#state")).Not.ToHaveTextAsync(locale[..2] == "en" ? "Loading…" : "正在加载……");
            await look.CheckAsync(tab.Page, $"desk-{page}", isLong: true);
        }

        await tab.Page.GotoAsync("/desk/prompt");
        await tab.Page.Locator("#line").FillAsync("item list --limit 5");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator(".answer")).ToHaveAttributeAsync("data-exit", "0");
        await tab.Page.Locator("#line").PressSequentiallyAsync("item ");
        await look.CheckAsync(tab.Page, "desk-prompt");
        shopper.ShouldHaveSeenNoError();
    }
}
