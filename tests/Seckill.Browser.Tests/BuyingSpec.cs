using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>A sale as shoppers see it, from the countdown to the paid order.</summary>
[Collection(InTheShop.Name)]
public sealed class BuyingSpec(Shop shop)
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(5);

    public static TheoryData<int> WrongClocks => [0, 24, -24];

    /// <summary>The device's clock does not matter: a day ahead, a day behind, or right.</summary>
    [SkippableTheory]
    [MemberData(nameof(WrongClocks))]
    public async Task A_shopper_waits_for_the_start_buys_pays_and_sees_the_order(int hoursAhead)
    {
        await using var shopper = await shop.EnterAsync(new Device { ClockAhead = TimeSpan.FromHours(hoursAhead) });
        var tab = await SignedInAsync(shopper);
        var item = await shop.ListAsync(startsIn: SoonEnough);

        await tab.Page.GotoAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("upcoming");
        await Expect(tab.Button).ToBeDisabledAsync();
        await Expect(tab.Button).ToContainTextAsync("Starts in 00:0");
        await tab.BuyAsync();
        await Expect(tab.Button).ToContainTextAsync("Pay now (0");

        await tab.GoToPayAsync();
        await tab.Page.Locator("button.pay").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the order" }).ClickAsync();
        await tab.ShouldBeOrderAsync("paid");

        await tab.Page.GotoAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("paid");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task An_item_that_requires_tickets_is_bought_with_one_click_too()
    {
        await using var shopper = await shop.EnterAsync();
        var tab = await SignedInAsync(shopper);
        var item = await shop.ListAsync(startsIn: SoonEnough, ticketRequired: true);

        await tab.Page.GotoAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("upcoming");
        await tab.BuyAsync();

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_ticket_that_was_not_accepted_is_replaced_once()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(ticketRequired: true);
        var isFirst = true;
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        await tab.Page.RouteAsync($"**/api/items/{item}/ticket", async route =>
        {
            // Before the answer: the page may ask again while it is still on its way out of here.
            var isForged = isFirst;
            isFirst = false;
            if (!isForged) await route.ContinueAsync();
            else await route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = """{"ticket":"AAAA","expiresAt":"2026-01-01T00:00:00Z"}""" });
        });

        await tab.BuyAsync();

        isFirst.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task The_second_buyer_is_told_that_units_may_come_back_and_gets_the_one_that_does()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 1);
        var (order, token) = await shop.SellAsync(item);

        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("mayReturn");
        await Expect(tab.Button).ToBeDisabledAsync();
        await tab.ShouldSayAsync("Reserved but not paid: 1. They may come back");
        await shop.Client.SendAsync(HttpMethod.Post, $"/api/orders/{order}/cancel", null, token);
        await tab.BuyAsync();

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_second_buyer_joins_the_waiting_list_is_offered_the_unit_after_the_first_ones_deadline_and_pays(bool ticketRequired)
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 1, paymentWindowSeconds: 15, waitingList: true, ticketRequired: ticketRequired);
        await shop.SellAsync(item, ticketRequired);

        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("canWait");
        await tab.ShouldSayAsync("Reserved but not paid: 1.");
        await Expect(tab.Button).ToContainTextAsync("Join the waiting list");
        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("inLine");
        await tab.ShouldSayAsync("before you: 0");

        await tab.ShouldBecomeAsync("toPay");
        await Expect(tab.Button).ToContainTextAsync("Pay now (0");
        await tab.GoToPayAsync();
        await tab.Page.Locator("button.pay").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the order" }).ClickAsync();
        await tab.ShouldBeOrderAsync("paid");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Whoever_waits_is_told_how_many_are_before_and_finds_the_place_again_and_may_leave()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 1, waitingList: true);
        await shop.SellAsync(item);
        await shop.Client.SendAsync(HttpMethod.Post, $"/api/items/{item}/waiting-list", null, await shop.Client.TokenAsync(Shop.NewName("other")));
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("canWait");
        await tab.ShouldSayAsync("on it now: 1");

        await tab.Button.ClickAsync();
        await tab.EnterNameAsync();
        await tab.ShouldBecomeAsync("inLine");
        await tab.ShouldSayAsync("before you: 1");
        await tab.Page.ReloadAsync();
        await tab.ShouldBecomeAsync("inLine");
        await Expect(tab.Button).ToContainTextAsync("Leave the waiting list");
        await tab.Button.ClickAsync();

        await tab.ShouldBecomeAsync("canWait");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Whoever_clicks_just_too_late_is_told_so()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 1);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        await tab.Page.RouteAsync($"**/api/items/{item}/orders", async route =>
        {
            await shop.SellAsync(item);
            await route.ContinueAsync();
        });

        await tab.Button.ClickAsync();

        await tab.ShouldSayAsync("Not bought: Sold out.");
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_stranger_signs_in_and_the_same_click_buys()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("stranger");

        await tab.Button.ClickAsync();
        await tab.EnterNameAsync();

        await tab.ShouldBecomeAsync("toPay");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Pausing_resuming_and_closing_are_seen_at_once()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");

        await shop.ChangeAsync(item, "pause");
        await tab.ShouldBecomeAsync("paused");
        await shop.ChangeAsync(item, "resume");
        await tab.ShouldBecomeAsync("open");
        await shop.ChangeAsync(item, "close");
        await tab.ShouldBecomeAsync("ended");

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task With_a_limit_of_two_a_shopper_chooses_how_many_and_is_led_to_the_order_when_there_are_no_more()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 2);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        await tab.Page.Locator("#quantity").FillAsync("2");
        await tab.BuyAsync();
        // Another browser of the same buyer knows nothing of it.
        await using var elsewhere = await shop.EnterAsync();
        var other = await elsewhere.OpenAsync($"/items/{item}");
        await other.Page.Locator("#sign-in").ClickAsync();
        await other.Page.Locator("#sign-in-name").FillAsync(shopper.Name);
        await other.Page.Locator("dialog button.main").ClickAsync();
        await other.ShouldBecomeAsync("open");

        await other.Button.ClickAsync();

        // The refusal names the order, which can be paid here too.
        await other.ShouldBecomeAsync("toPay");
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    /// <summary>Signed in before the item is listed, so that a slow machine sees it before the start.</summary>
    private static async Task<Shopper.Tab> SignedInAsync(Shopper shopper)
    {
        var tab = await shopper.OpenAsync("/orders");
        await tab.SignInAsync();
        return tab;
    }
}
