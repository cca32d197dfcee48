using System.Text.RegularExpressions;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>What operators do to items on the desk, and what the desk refuses.</summary>
[Collection(AtTheDesk.Name)]
public sealed class DeskSpec(Shop shop)
{
    [SkippableFact]
    public async Task An_operator_lists_an_item_and_watches_it_sell_out()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        var desk = await shopper.EnterDeskAsync("/desk/new");
        var item = Shop.NewName("listed");
        await FillAsync(desk, ("itemId", item), ("title", "Two phones"), ("description", "First line\nSecond line"), ("price", "99.00"), ("listPrice", "990.5"), ("stock", "2"));
        await FillTimesAsync(desk);
        await desk.Page.Locator("#save").ClickAsync();

        await desk.Page.WaitForURLAsync($"**/desk/items/{item}");
        await Expect(desk.Page.Locator("#title")).ToHaveTextAsync("Two phones");
        await Expect(desk.Page.Locator("#units-available")).ToHaveTextAsync("2");
        var listed = (await shop.Client.ItemAsync(item)).Body!;
        ((long)listed["price"]!["amount"]!, (long)listed["listPrice"]!["amount"]!, (string)listed["description"]!).ShouldBe((9_900, 99_050, "First line\nSecond line"));
        await shop.SellAsync(item);
        await Expect(desk.Page.Locator("#units-held")).ToHaveTextAsync("1");
        await shop.SellAsync(item);
        await Expect(desk.Page.Locator("article")).ToHaveAttributeAsync("data-phase", "sold_out");
        await Expect(desk.Page.Locator("#units-available")).ToHaveTextAsync("0");
        (await shop.Client.BuyAsync(await shop.Client.TokenAsync("late"), item)).Code.ShouldBe("sold_out");
        // The refusal is a point above the ground line of its chart.
        await Expect(desk.Page.Locator("figure.chart").Nth(2).Locator("polyline")).ToHaveAttributeAsync("points", new Regex(@",2\b"));
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_pause_takes_a_reason_which_stands_in_the_operations_log()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        var item = await shop.ListAsync();
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}");

        await desk.Page.Locator("#pause").ClickAsync();
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("#error-reason")).ToContainTextAsync("Not accepted.");
        await desk.Page.Locator("#field-reason").FillAsync("the price was wrong");
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("article")).ToHaveAttributeAsync("data-phase", "paused");

        await desk.Page.GotoAsync($"/desk/operations?item={item}");
        var row = desk.Page.Locator("tbody tr").Filter(new() { HasText = "the price was wrong" });
        await Expect(row).ToContainTextAsync(shopper.Name);
        await Expect(row).ToContainTextAsync("Pause");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Stock_is_changed_once_and_a_closed_sale_takes_no_more_changes()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 3);
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}");
        await Expect(desk.Page.Locator("#units-total")).ToHaveTextAsync("3");

        await desk.Page.Locator("#topUp").ClickAsync();
        await FillAsync(desk, ("delta", "-5"), ("reason", "miscounted"));
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("#ask-note")).ToContainTextAsync("The stock does not allow this.");
        foreach (var noNumber in (string[])["many", "0x10", "1e3", "4.0"])
        {
            await FillAsync(desk, ("delta", noNumber));
            await desk.Page.Locator("#ask-yes").ClickAsync();
            await Expect(desk.Page.Locator("#error-delta")).ToContainTextAsync("A whole number");
        }

        await FillAsync(desk, ("delta", "4"));
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("#units-total")).ToHaveTextAsync("7");

        await desk.Page.Locator("#close").ClickAsync();
        await FillAsync(desk, ("reason", "the end"));
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("article")).ToHaveAttributeAsync("data-phase", "closed");
        await Expect(desk.Page.Locator("#topUp")).ToBeDisabledAsync();
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task What_is_wrong_with_an_item_is_said_at_its_fields_in_the_readers_language()
    {
        await using var shopper = await shop.EnterAsync(new Device { Locale = "zh-CN" });
        var desk = await shopper.EnterDeskAsync("/desk/new");
        var item = Shop.NewName("wrong");
        await FillAsync(desk, ("itemId", item), ("title", "x"), ("price", "a few"), ("stock", "5"));
        await FillTimesAsync(desk);
        await desk.Page.Locator("#save").ClickAsync();
        await Expect(desk.Page.Locator("#error-price")).ToContainTextAsync("按日常写法");

        await FillAsync(desk, ("title", " "), ("price", "10"), ("currency", "yuan"), ("campaign", "not one word"), ("imageUrl", "javascript:alert(1)"), ("perBuyerLimit", "0"));
        await desk.Page.Locator("#save").ClickAsync();
        foreach (var field in (string[])["title", "currency", "campaign", "imageUrl", "perBuyerLimit"])
        {
            await Expect(desk.Page.Locator($"#error-{field}")).ToContainTextAsync("未被接受");
            await Expect(desk.Page.Locator($"#field-{field}")).ToHaveAttributeAsync("aria-invalid", "true");
        }

        await Expect(desk.Page.Locator("#error-stock")).ToHaveTextAsync("");
        await Expect(desk.Page.Locator("#field-title")).ToBeFocusedAsync();
        await FillAsync(desk, ("endsAt", Local(DateTime.Now.AddMinutes(-5))));
        await desk.Page.Locator("#save").ClickAsync();
        await Expect(desk.Page.Locator("#error-endsAt")).ToContainTextAsync("必须是将来的时间");
        (await shop.Client.ItemAsync(item)).Code.ShouldBe("item_not_found");

        await FillAsync(desk, ("itemId", await shop.ListAsync()), ("title", "x"), ("currency", "CNY"), ("campaign", ""), ("imageUrl", ""), ("perBuyerLimit", "1"));
        await FillTimesAsync(desk);
        await desk.Page.Locator("#save").ClickAsync();
        await Expect(desk.Page.Locator("#error-itemId")).ToHaveTextAsync("已有此编号的商品。");
        await Expect(desk.Page.Locator("#note")).ToBeHiddenAsync();
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Of_two_operators_who_change_the_same_terms_the_second_is_told_while_sales_disturb_nobody()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(title: "Before");
        var first = await shopper.EnterDeskAsync($"/desk/items/{item}/edit");
        var second = await shopper.OpenAsync($"/desk/items/{item}/edit");
        // Both have read the item before either changes it.
        foreach (var desk in new[] { first, second }) await Expect(desk.Page.Locator("#field-stock")).ToHaveAttributeAsync("readonly", "");
        await shop.SellAsync(item);

        await FillAsync(first, ("title", "First"));
        await first.Page.Locator("#save").ClickAsync();
        await first.Page.WaitForURLAsync($"**/desk/items/{item}");
        await FillAsync(second, ("title", "Second"));
        await second.Page.Locator("#save").ClickAsync();

        await second.ShouldSayAsync("It has changed in the meantime.");
        await Expect(second.Page.Locator("#note")).Not.ToContainTextAsync("If-Match");
        ((string)(await shop.Client.ItemAsync(item)).Body!["title"]!).ShouldBe("First");
        await second.Page.Locator("#newest").ClickAsync();
        await Expect(second.Page.Locator("#field-title")).ToHaveValueAsync("First");
        await FillAsync(second, ("title", "Second"));
        await second.Page.Locator("#save").ClickAsync();
        await second.Page.WaitForURLAsync($"**/desk/items/{item}");
        ((string)(await shop.Client.ItemAsync(item)).Body!["title"]!).ShouldBe("Second");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_change_of_one_field_leaves_all_others_as_they_were()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(startsIn: TimeSpan.FromHours(3), limit: 4, description: "Text", imageUrl: "https://shop.example/a.png", ticketRequired: true);
        var before = (await shop.Client.ItemAsync(item)).Body!;
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}/edit");

        await FillAsync(desk, ("title", "Only the title"));
        await desk.Page.Locator("#save").ClickAsync();
        await desk.Page.WaitForURLAsync($"**/desk/items/{item}");

        var after = (await shop.Client.ItemAsync(item)).Body!;
        ((string)after["title"]!).ShouldBe("Only the title");
        foreach (var (name, value) in before.AsObject().Where(member => member.Key is not ("title" or "version" or "termsVersion" or "ledgerHash" or "serverTime")))
            after[name]?.ToJsonString().ShouldBe(value?.ToJsonString(), name);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_thousand_items_are_turned_over_page_by_page()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        await shop.ListManyAsync("thousand", 1_000);
        var desk = await shopper.EnterDeskAsync("/desk");
        await desk.Page.Locator("#campaign").FillAsync("thousand");
        await desk.Page.Keyboard.PressAsync("Tab");

        var rows = desk.Page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(50);
        for (var page = 0; page < 20; page++)
        {
            await Expect(rows.First).ToContainTextAsync($"thousand-{page * 50:D4}");
            await Expect(rows).ToHaveCountAsync(50);
            if (page < 19) await desk.Page.Locator("#page-next").ClickAsync();
        }

        await Expect(desk.Page.Locator("#page-next")).ToBeDisabledAsync();
        await desk.Page.Locator("#page-back").ClickAsync();
        await Expect(rows.First).ToContainTextAsync("thousand-0900");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task By_keyboard_alone_an_operator_pauses_a_sale()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}");
        await Expect(desk.Page.Locator("#pause")).ToBeVisibleAsync();

        await desk.Page.Locator("#skip").FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Keyboard.PressAsync("Tab");
        await Expect(desk.Page.Locator("#pause")).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Page.Locator("#field-reason")).ToBeFocusedAsync();
        await desk.Page.Keyboard.TypeAsync("by keyboard");
        await desk.Page.Keyboard.PressAsync("Enter");

        await Expect(desk.Page.Locator("article")).ToHaveAttributeAsync("data-phase", "paused");
        shopper.ShouldHaveSeenNoError();
    }

    private static async Task FillAsync(Shopper.Tab desk, params (string Field, string Text)[] values)
    {
        foreach (var (field, text) in values) await desk.Page.Locator($"#field-{field}").FillAsync(text);
    }

    private static Task FillTimesAsync(Shopper.Tab desk) => FillAsync(
        desk, ("startsAt", Local(DateTime.Now.AddHours(-1))), ("endsAt", Local(DateTime.Now.AddHours(5))));

    /// <summary>Never on the full minute: the browser leaves its seconds out, and Playwright takes that for a value that was not accepted.</summary>
    private static string Local(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:30", System.Globalization.CultureInfo.InvariantCulture);
}
