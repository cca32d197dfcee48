using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>
/// How the pages look and read: every page in both languages, light and dark, on a phone and on a desk, without a serious fault of
/// accessibility.
/// </summary>
[Collection(LookingAtTheShop.Name)]
public sealed class LookSpec(Shop shop)
{
    [SkippableTheory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Every_page_can_be_read_by_everybody(string locale, bool isDark, int width)
    {
        await using var shopper = await shop.EnterAsync(new Device { Locale = locale, IsDark = isDark, Width = width });
        var (open, soon, gone) = (await shop.ListAsync(stock: 500, limit: 3, description: "Unlocked, 256 GB.\nTwo years of guarantee."), await shop.ListAsync(startsIn: TimeSpan.FromHours(30)), await shop.ListAsync(stock: 1));
        await shop.SellAsync(gone);
        var look = new Look(locale, isDark, width);

        var tab = await shopper.OpenAsync($"/items/{open}");
        await tab.ShouldBecomeAsync("stranger");
        (await tab.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe(locale[..2]);
        await tab.Page.Locator("#sign-in").ClickAsync();
        await look.CheckAsync(tab.Page, "sign-in");
        await tab.EnterNameAsync();
        await tab.ShouldBecomeAsync("open");
        await look.CheckAsync(tab.Page, "item-open");
        await tab.BuyAsync();
        await look.CheckAsync(tab.Page, "item-to-pay");

        await tab.Page.GotoAsync($"/items/{soon}");
        await tab.ShouldBecomeAsync("upcoming");
        await look.CheckAsync(tab.Page, "item-upcoming");
        await tab.Page.GotoAsync($"/items/{gone}");
        await tab.ShouldBecomeAsync("mayReturn");
        await look.CheckAsync(tab.Page, "item-sold-out");

        await tab.Page.GotoAsync("/orders");
        await Expect(tab.Page.Locator(".order-row")).ToHaveCountAsync(1);
        await look.CheckAsync(tab.Page, "orders");
        await tab.Page.GotoAsync($"/orders/{open}-1");
        await tab.ShouldBeOrderAsync("pending");
        await look.CheckAsync(tab.Page, "order");
        await tab.Page.Locator("#cancel").ClickAsync();
        await look.CheckAsync(tab.Page, "order-cancel");
        await tab.Page.Keyboard.PressAsync("Escape");

        await tab.Page.GotoAsync("/");
        await Expect(tab.Page.Locator(".card").First).ToBeVisibleAsync();
        await look.CheckAsync(tab.Page, "sale", isLong: true);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task What_not_everybody_can_read_is_noticed()
    {
        await using var shopper = await shop.EnterAsync();
        var tab = await shopper.OpenAsync($"/items/{await shop.ListAsync()}");
        await tab.ShouldBecomeAsync("stranger");
        await tab.Page.EvaluateAsync("() => document.querySelector('main').append(document.createElement('img'), document.createElement('select'))");

        var faults = await Look.FaultsAsync(tab.Page);

        faults.Select(fault => fault.Split(':')[0]).ShouldBe(["image-alt", "select-name"], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task The_language_can_be_changed_and_stays()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldSayAsync("Sign in and buy");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();
        await tab.ShouldSayAsync("登录并购买");
        await tab.Page.GotoAsync("/orders");
        await tab.ShouldSayAsync("我的订单");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await tab.ShouldSayAsync("My orders");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task By_keyboard_alone_a_shopper_signs_in_buys_and_keeps_their_place()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("stranger");

        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Page.Locator("#skip")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Button).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#sign-in-name")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");

        await tab.ShouldBecomeAsync("toPay");
        await Expect(tab.Button).ToBeFocusedAsync();
        await Expect(tab.Page.Locator("#announcer")).ToContainTextAsync("It is yours if you pay within");
    }

    [SkippableFact]
    public async Task A_long_list_is_shown_in_parts()
    {
        await using var shopper = await shop.EnterAsync();
        for (var n = 0; n < 60; n++) await shop.ListAsync();

        var tab = await shopper.OpenAsync("/");
        await Expect(tab.Page.Locator(".card")).ToHaveCountAsync(48);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
        await Expect(tab.Page.Locator(".card").Nth(60)).ToBeVisibleAsync();
        shopper.ShouldHaveSeenNoError();
    }
}
