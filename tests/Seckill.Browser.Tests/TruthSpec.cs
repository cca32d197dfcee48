using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>What a page says when something is not as usual: no streams, no connection, nonsense instead of answers, hostile texts.</summary>
[Collection(InTrouble.Name)]
public sealed class TruthSpec(Shop shop)
{
    [SkippableFact]
    public async Task With_streams_switched_off_the_page_follows_by_asking()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        await shop.SwitchAsync("event-streams", "off");
        try
        {
            var tab = await shopper.OpenItemAsync(item);
            await tab.ShouldBecomeAsync("open");
            await shop.ChangeAsync(item, "pause");
            await tab.ShouldBecomeAsync("paused");
            await shop.ChangeAsync(item, "resume");
            await tab.BuyAsync();
        }
        finally
        {
            await shop.SwitchAsync("event-streams", "on");
        }
    }

    [SkippableFact]
    public async Task Streams_that_are_switched_off_under_an_open_page_are_replaced_by_questions()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        await shop.SwitchAsync("event-streams", "off");
        try
        {
            await shop.ChangeAsync(item, "pause");
            await tab.ShouldBecomeAsync("paused");
        }
        finally
        {
            await shop.SwitchAsync("event-streams", "on");
        }
    }

    [SkippableFact]
    public async Task Offline_the_page_says_so_and_buys_once_when_the_connection_is_back()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(limit: 5);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");

        await shopper.Context.SetOfflineAsync(true);
        await Expect(tab.Page.Locator("#banner")).ToContainTextAsync("You are offline. What you see is from");
        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("waiting");
        await tab.ShouldSayAsync("No connection to the shop.");
        (await shop.OrdersOfAsync(item)).ShouldBe(0);
        await shopper.Context.SetOfflineAsync(false);

        await tab.ShouldBecomeAsync("toPay");
        await Expect(tab.Page.Locator("#banner")).ToBeHiddenAsync();
        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    /// <summary>A browser that goes back shows its copies, however old they are; of an item that would be a button that lies.</summary>
    [SkippableFact]
    public async Task Whoever_goes_back_to_an_item_sees_it_as_it_is_now()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        await shopper.Context.AddInitScriptAsync("""
            new MutationObserver(() => {
              const state = document.querySelector('article.item')?.dataset.state ?? 'loading';
              if (state !== 'loading') (window.states ??= new Set()).add(state);
            }).observe(document, { subtree: true, childList: true, attributes: true });
            """);
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("stranger");
        await tab.Page.GotoAsync("/orders");
        await shop.ChangeAsync(item, "pause");

        await tab.Page.GoBackAsync();
        await tab.ShouldBecomeAsync("paused");

        (await tab.Page.EvaluateAsync<string[]>("() => [...window.states]")).ShouldBe(["paused"]);
    }

    [SkippableTheory]
    [InlineData("<html>a proxy's page</html>")]
    [InlineData("{\"itemId\":\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"itemId":"x","version":3}""")]
    public async Task Nonsense_instead_of_an_item_is_waited_out(string nonsense)
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync("/orders");
        var asked = 0;
        await tab.Page.RouteAsync($"**/api/items/{item}", route => Interlocked.Increment(ref asked) < 3
            ? route.FulfillAsync(new() { Status = 200, Body = nonsense })
            : route.ContinueAsync());
        await tab.Page.RouteAsync($"**/api/items/{item}/events", route => route.AbortAsync());

        await tab.Page.GotoAsync($"/items/{item}");

        await tab.ShouldBecomeAsync("stranger");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task The_list_comes_however_often_it_was_refused_and_no_card_of_it_falls_behind()
    {
        await using var shopper = await shop.EnterAsync();
        var tab = await shopper.OpenAsync("/orders");
        await tab.Page.Clock.InstallAsync();
        var asked = 0;
        var list = new List<string> { "b", "c", "d", "e" };
        var stock = 9;
        // Pages of two, in the order of the ids.
        await tab.Page.RouteAsync("**/api/items?*", async route =>
        {
            if (++asked <= 12)
            {
                await (asked % 2 == 0 ? route.FulfillAsync(new() { Status = 503, Body = "busy" }) : route.FulfillAsync(new() { Status = 200, Body = "{}" }));
                return;
            }

            var after = Regex.Match(route.Request.Url, "cursor=(.)").Groups[1].Value;
            var rest = list.Where(id => string.CompareOrdinal(id, after) > 0).ToList();
            var items = rest.Take(2).Select(id => new
            {
                itemId = id, title = $"Item {id}", phase = "open", version = asked, price = new { amount = 100, currency = "CNY" },
                stock = new { total = 9, available = stock, held = 0, sold = 0 }, startsAt = "2020-01-01T00:00:00Z", endsAt = "2199-01-01T00:00:00Z",
                perBuyerLimit = 1,
            });
            await route.FulfillAsync(new() { Status = 200, Body = JsonSerializer.Serialize(new { items, nextCursor = rest.Count > 2 ? rest[1] : null }) });
        });
        var cards = tab.Page.Locator(".card h2");
        await tab.Page.GotoAsync("/");

        await PassAsync(() => cards.CountAsync(), 2);
        // Twice is once.
        await tab.Page.Locator(".more").DblClickAsync();
        await Expect(cards).ToHaveTextAsync(["Item b", "Item c", "Item d", "Item e"]);
        await Expect(tab.Page.Locator(".more")).ToBeHiddenAsync();
        list.Insert(0, "a");
        stock = 5;
        await PassAsync(() => tab.Page.Locator(".card .stock", new() { HasText = "5" }).CountAsync(), 5);
        (await cards.CountAsync()).ShouldBe(5);

        // Seconds of the page's own clock, which the test lets pass.
        async Task PassAsync(Func<Task<int>> countAsync, int wanted)
        {
            for (var n = 0; n < 100 && await countAsync() != wanted; n++) await tab.Page.Clock.RunForAsync(4_000);
            (await countAsync()).ShouldBe(wanted);
        }
    }

    [SkippableFact]
    public async Task An_item_that_does_not_exist_and_an_address_that_is_none_are_said()
    {
        await using var shopper = await shop.EnterAsync();
        // What the browser keeps is no name of a language, but of what every object has.
        await shopper.Context.AddInitScriptAsync("localStorage.setItem('seckill.language', '\"constructor\"')");

        var tab = await shopper.OpenAsync("/items/nothing");
        await tab.ShouldBecomeAsync("missing");
        await tab.ShouldSayAsync("There is no such item.");
        await Expect(tab.Button).ToBeHiddenAsync();
        await tab.Page.GotoAsync("/items/NOT%20AN%20ID");
        await tab.ShouldSayAsync("The request is not valid.");
        await tab.SignInAsync();
        await tab.Page.GotoAsync("/orders/nothing-1");
        await tab.ShouldSayAsync("You have no such order.");
        await tab.Page.GotoAsync("/item/nothing");
        await tab.ShouldSayAsync("There is no such page.");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_hostile_title_is_shown_as_it_is_and_never_run()
    {
        const string Title = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>{left}";
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(title: Title);

        var tab = await shopper.OpenAsync($"/items/{item}");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Title);
        (await tab.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        await tab.Page.GotoAsync("/");
        await tab.ShouldSayAsync(Title);
        (await tab.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        (await tab.Page.TitleAsync()).ShouldNotContain("owned");
    }

    [SkippableTheory]
    [InlineData("javascript:document.title='owned'")]
    [InlineData("data:text/html,<script>document.title='owned'</script>")]
    [InlineData("http://127.0.0.1:1/picture.png")]
    public async Task A_picture_from_a_doubtful_address_is_not_asked_for(string address)
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenAsync("/orders");
        await tab.Page.RouteAsync($"**/api/items/{item}", async route =>
        {
            var answer = await route.FetchAsync();
            var json = System.Text.Json.Nodes.JsonNode.Parse(await answer.TextAsync())!.AsObject();
            json["imageUrl"] = address;
            json["description"] = "<b>bold</b>";
            await route.FulfillAsync(new() { Response = answer, Body = json.ToJsonString() });
        });
        await tab.Page.RouteAsync($"**/api/items/{item}/events", route => route.AbortAsync());

        await tab.Page.GotoAsync($"/items/{item}");

        await tab.ShouldSayAsync("<b>bold</b>");
        (await tab.Page.Locator("main img").CountAsync()).ShouldBe(0);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_listing_with_picture_description_and_price_before_shows_them()
    {
        await using var shopper = await shop.EnterAsync();
        var tab = await shopper.OpenAsync("/orders");
        var picture = (await tab.Page.Locator("link[rel=icon]").GetAttributeAsync("href"))!;
        var item = await shop.ListAsync(description: "One\n<i>two</i>", imageUrl: picture);

        await tab.Page.GotoAsync($"/items/{item}");

        await tab.ShouldSayAsync("<i>two</i>");
        await Expect(tab.Page.Locator("main s")).ToHaveTextAsync("CN¥990.00");
        (await tab.Page.Locator("main img").EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)")).ShouldBeGreaterThan(0);
        (await tab.Page.Locator("main img").GetAttributeAsync("alt")).ShouldBe("");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_page_to_pay_at_is_opened_only_where_pages_are()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var tab = await shopper.OpenItemAsync(item);
        await tab.BuyAsync();
        await tab.Page.RouteAsync("**/payment", route => route.FulfillAsync(new()
        {
            Status = 201, Body = """{"paymentId":"p","payUrl":"javascript:document.title='owned'","amount":{"amount":1,"currency":"CNY"}}""",
        }));

        await tab.Button.ClickAsync();

        await tab.ShouldSayAsync("That did not work: The answer could not be read.");
        (await tab.Page.TitleAsync()).ShouldNotContain("owned");
    }
}
