using System.Text.RegularExpressions;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>However often somebody clicks, reloads or loses the connection: one wish is one order.</summary>
[Collection(OfOneWish.Name)]
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
    [InlineData(503, """{"code":"overloaded","status":503}""")]
    [InlineData(503, """{"code":"outcome_unknown","status":503}""")]
    [InlineData(429, """{"code":"rate_limited","status":429}""")]
    [InlineData(502, "<html>")]
    [InlineData(201, "{}")]
    public async Task A_busy_shop_and_what_garbles_its_answers_are_asked_again_with_the_same_key_and_not_at_once(int status, string body)
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
            else await route.FulfillAsync(new() { Status = status, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" }, Body = body });
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
    public async Task A_shop_that_asks_for_weeks_is_asked_again_within_minutes_and_not_at_once()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var calls = 0;
        await tab.Page.RouteAsync($"**/api/items/{item}/orders", route =>
        {
            Interlocked.Increment(ref calls);
            // As milliseconds, more than a timer of a browser can count.
            return route.FulfillAsync(new() { Status = 503, Headers = new Dictionary<string, string> { ["Retry-After"] = "3000000" }, Body = """{"code":"overloaded","status":503}""" });
        });

        await tab.Button.ClickAsync();

        await Expect(tab.Button).ToHaveTextAsync(new Regex("^Trying again in [6-9][0-9] s$"));
        // Until the page has counted on: a timer that ends at once would have asked again by then.
        await Expect(tab.Button).Not.ToHaveTextAsync((await tab.Button.TextContentAsync())!);
        calls.ShouldBe(1);
    }

    [SkippableFact]
    public async Task While_an_order_cannot_be_read_nobody_buys_a_second_one_by_mistake()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.Page.RouteAsync("**/api/orders/*", route => route.FulfillAsync(new() { Status = 503, Body = """{"code":"overloaded","status":503}""" }));

        // The answer to the purchase has the order itself.
        await tab.BuyAsync();
        await tab.Page.ReloadAsync();

        await tab.ShouldBecomeAsync("reading");
        await Expect(tab.Button).ToBeDisabledAsync();
        await tab.Page.UnrouteAllAsync();
        await tab.ShouldBecomeAsync("toPay");
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_number_that_one_may_not_buy_is_said_and_not_changed()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var quantity = tab.Page.Locator("#quantity");

        foreach (var wrong in (string[])["10", "0", "-2", "2.9", "1e1", ""])
        {
            await quantity.FillAsync(wrong);
            await tab.Button.ClickAsync();
            await Expect(tab.Page.Locator("#note")).ToHaveTextAsync("Choose a whole number from 1 to 5.");
            await Expect(quantity).ToBeFocusedAsync();
        }

        (await shop.OrdersOfAsync(item)).ShouldBe(0);
        await quantity.FillAsync("2");
        await tab.BuyAsync();
        await Expect(quantity).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Where_the_browser_keeps_nothing_the_page_remembers_while_it_is_open()
    {
        await using var shopper = await shop.EnterAsync();
        await shopper.Context.AddInitScriptAsync(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('Access is denied.', 'SecurityError'); } });");
        var item = await shop.ListAsync();

        var tab = await shopper.OpenItemAsync(item);

        await tab.BuyAsync();
        shopper.ShouldHaveSeenNoError();
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
    public async Task A_session_that_is_over_is_said_before_somebody_clicks()
    {
        await using var shopper = await shop.EnterAsync();
        var tab = await shopper.OpenItemAsync(await shop.ListAsync());
        await tab.ShouldBecomeAsync("open");

        await tab.Page.EvaluateAsync("""
            () => localStorage.setItem('seckill.session', JSON.stringify({ ...JSON.parse(localStorage.getItem('seckill.session')), expiresAt: Date.now() }))
            """);

        await tab.ShouldBecomeAsync("stranger");
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
