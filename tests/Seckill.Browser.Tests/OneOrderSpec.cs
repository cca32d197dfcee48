using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>However often somebody clicks, reloads or loses the connection: one wish is one order.</summary>
[Collection(InTrouble.Name)]
public sealed class OneOrderSpec(Shop shop)
{
    [SkippableFact]
    public async Task A_connection_that_is_cut_after_the_decision_costs_nothing()
    {
        await using var shopper = await shop.EnterAsync();
        // At a limit of more than one only the key tells a repetition from a second wish.
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var keys = new List<string>();
        await tab.Page.RouteAsync($"**/api/items/{item}/orders", async route =>
        {
            keys.Add(route.Request.Headers["idempotency-key"]);
            if (keys.Count > 1)
            {
                await route.ContinueAsync();
                return;
            }

            // The shop decides, and its answer is lost.
            await route.FetchAsync();
            await route.AbortAsync("connectionreset");
        });

        await tab.Button.ClickAsync();

        await tab.ShouldBecomeAsync("toPay");
        keys.Count.ShouldBe(2);
        keys.Distinct().ShouldHaveSingleItem();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableTheory]
    [InlineData(503, "overloaded")]
    [InlineData(503, "outcome_unknown")]
    [InlineData(429, "rate_limited")]
    [InlineData(502, null)]
    public async Task A_busy_shop_is_asked_again_with_the_same_key_and_not_at_once(int status, string? code)
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var calls = new List<(string Key, DateTimeOffset At)>();
        await tab.Page.RouteAsync($"**/api/items/{item}/orders", async route =>
        {
            calls.Add((route.Request.Headers["idempotency-key"], DateTimeOffset.UtcNow));
            if (calls.Count > 2) await route.ContinueAsync();
            else await route.FulfillAsync(new() { Status = status, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" }, Body = code is null ? "<html>" : $$"""{"code":"{{code}}","status":{{status}}}""" });
        });

        await tab.Button.ClickAsync();

        await tab.ShouldBecomeAsync("waiting");
        await Expect(tab.Button).ToBeDisabledAsync();
        await tab.ShouldBecomeAsync("toPay");
        calls.Count.ShouldBe(3);
        calls.Select(call => call.Key).Distinct().ShouldHaveSingleItem();
        (calls[1].At - calls[0].At).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950), "as Retry-After asks");
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Two_clicks_send_one_request()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var calls = 0;
        tab.Page.Request += (_, request) => { if (request.Url.EndsWith($"/{item}/orders", StringComparison.Ordinal)) Interlocked.Increment(ref calls); };

        // The page is left before a second click could do what the button then stands for: pay.
        await tab.Page.EvaluateAsync("() => { const b = document.getElementById('buy'); b.click(); b.click(); b.click(); }");

        await tab.ShouldBecomeAsync("toPay");
        calls.ShouldBe(1);
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_reload_in_the_middle_of_a_purchase_continues_it()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var keys = new List<string>();
        await tab.Page.RouteAsync($"**/api/items/{item}/orders", async route =>
        {
            keys.Add(route.Request.Headers["idempotency-key"]);
            await route.FetchAsync();
            // The first answer never arrives.
            if (keys.Count > 1) await route.ContinueAsync();
        });
        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("sending");

        await tab.Page.ReloadAsync();

        await tab.ShouldBecomeAsync("toPay");
        keys.Distinct().ShouldHaveSingleItem();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_second_tab_shows_the_order_of_the_first_one()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var first = await shopper.OpenItemAsync(item);
        var second = await shopper.OpenAsync($"/items/{item}");
        await second.ShouldBecomeAsync("open");

        await first.BuyAsync();

        await second.ShouldBecomeAsync("toPay");
        await second.Page.Locator("#sign-out").ClickAsync();
        await first.ShouldBecomeAsync("stranger");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Back_from_the_page_to_pay_the_order_can_still_be_paid()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await tab.BuyAsync();
        await tab.GoToPayAsync();

        await tab.Page.GoBackAsync();
        await tab.ShouldBecomeAsync("toPay");
        await tab.GoToPayAsync();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_session_that_ends_in_the_middle_of_a_sale_asks_to_sign_in_and_keeps_the_wish()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var keys = new List<string>();
        await tab.Page.RouteAsync($"**/api/items/{item}/orders", async route =>
        {
            keys.Add(route.Request.Headers["idempotency-key"]);
            if (keys.Count > 1) await route.ContinueAsync();
            else await route.FulfillAsync(new() { Status = 401, Body = """{"code":"unauthenticated","status":401}""" });
        });

        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("stranger");
        await tab.Button.ClickAsync();
        await tab.EnterNameAsync();

        await tab.ShouldBecomeAsync("toPay");
        keys.Distinct().ShouldHaveSingleItem();
    }
}
