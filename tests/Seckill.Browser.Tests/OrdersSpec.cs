using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>A shopper's orders: what becomes of them is seen without a reload.</summary>
[Collection(InTheShop.Name)]
public sealed class OrdersSpec(Shop shop)
{
    [SkippableFact]
    public async Task An_order_is_listed_opened_and_cancelled()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await tab.BuyAsync();

        await tab.Page.Locator("nav a[href='/orders']").ClickAsync();
        await tab.Page.Locator($"a[href='/orders/{item}-1']").ClickAsync();
        await tab.ShouldBeOrderAsync("pending");
        await tab.Page.Locator("#cancel").ClickAsync();
        await tab.Page.Locator("#cancel-yes").ClickAsync();
        await tab.ShouldBeOrderAsync("cancelled");
        // The button is gone, and whoever pressed it is where the page says what became of it.
        await Expect(tab.Page.Locator("#state")).ToBeFocusedAsync();

        await tab.Page.GotoAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("open");
        await tab.ShouldSayAsync("The order was cancelled.");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_deadline_that_passes_is_seen_on_the_orders_page_and_on_the_items()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(paymentWindowSeconds: 2);
        var tab = await shopper.OpenItemAsync(item);
        await tab.BuyAsync();
        var order = await shopper.OpenAsync($"/orders/{item}-1");

        await order.ShouldBeOrderAsync("expired");
        await tab.ShouldBecomeAsync("open");
        await tab.ShouldSayAsync("has expired");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task An_order_that_is_paid_elsewhere_becomes_paid_under_the_open_page()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await tab.BuyAsync();
        var order = await shopper.OpenAsync($"/orders/{item}-1");
        await order.ShouldBeOrderAsync("pending");
        var payment = await shop.Client.SendAsync(HttpMethod.Post, $"/api/orders/{item}-1/payment", null, await shop.Client.TokenAsync(shopper.Name));
        using var http = new HttpClient();

        await http.PostAsync(new Uri((string)payment.Body!["payUrl"]! + "/pay"), null);

        await order.ShouldBeOrderAsync("paid");
    }

    [SkippableFact]
    public async Task Strangers_are_asked_who_they_are_and_others_orders_do_not_exist()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var (order, _) = await shop.SellAsync(item);

        var tab = await shopper.OpenAsync($"/orders/{order}");
        await tab.ShouldSayAsync("Sign in to see your orders.");
        await tab.SignInAsync();
        await tab.ShouldSayAsync("You have no such order.");
        await tab.Page.GotoAsync("/orders");
        await tab.ShouldSayAsync("You have no orders yet.");
        await Expect(tab.Page.Locator("main")).Not.ToContainTextAsync(order);
    }
}
