using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>The desk's other pages: proof and downloads, cluster, switches, block list, books, and the prompt.</summary>
[Collection(AtTheDesk.Name)]
public sealed class DeskViewsSpec(Shop shop)
{
    [SkippableFact]
    public async Task An_audit_a_proof_and_the_winners_are_one_click_each()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var (order, _) = await shop.SellAsync(item);
        var desk = await shopper.EnterDeskAsync($"/desk/items/{item}");

        await desk.Page.Locator("#audit").ClickAsync();
        await Expect(desk.Page.Locator("#audit-verdict")).ToHaveTextAsync("Ledger, orders table and payments agree.");
        await desk.Page.Locator("#verify").ClickAsync();
        await Expect(desk.Page.Locator("#verify-verdict")).ToContainTextAsync("The ledger is intact");
        var csv = await desk.Page.RunAndWaitForDownloadAsync(() => desk.Page.Locator("#winnersCsv").ClickAsync());
        csv.SuggestedFilename.ShouldMatch($"^winners-{item}-\\d+-[0-9a-f]+\\.csv$");
        (await File.ReadAllTextAsync(await csv.PathAsync())).ShouldContain(order);
        var json = await desk.Page.RunAndWaitForDownloadAsync(() => desk.Page.Locator("#winnersJson").ClickAsync());
        ((string)JsonNode.Parse(await File.ReadAllTextAsync(await json.PathAsync()))!["winners"]![0]!["orderId"]!).ShouldBe(order);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Members_and_shards_are_shown()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        await shop.ListAsync();
        var desk = await shopper.EnterDeskAsync("/desk/cluster");

        await desk.ShouldSayAsync("The cluster is whole.");
        await desk.ShouldSayAsync("answers this page, leads, coordinates the items");
        await desk.Page.Locator("#shards summary").ClickAsync();
        await Expect(desk.Page.Locator("#shards tbody tr").First).ToContainTextAsync("akka.tcp://");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_switch_is_set_with_a_reason_and_a_wrong_value_is_said_at_its_field()
    {
        await using var shopper = await shop.EnterAsync();
        var desk = await shopper.EnterDeskAsync("/desk/switches");
        try
        {
            await desk.Page.Locator("#set-stock-display").ClickAsync();
            await desk.Page.Locator("#field-value").FillAsync("vague");
            await desk.Page.Locator("#field-reason").FillAsync("crowds");
            await desk.Page.Locator("#ask-yes").ClickAsync();
            await Expect(desk.Page.Locator("#error-value")).ToContainTextAsync("Not accepted.");
            await desk.Page.Locator("#field-value").FillAsync("coarse");
            await desk.Page.Locator("#ask-yes").ClickAsync();
            await Expect(desk.Page.Locator("tr", new() { HasText = "stock-display" })).ToContainTextAsync("crowds");

            // Shoppers see rounded figures now; the desk does not.
            var item = await shop.ListAsync(stock: 37);
            for (var n = 0; n < 4; n++) await shop.SellAsync(item);
            await desk.Page.GotoAsync($"/desk/items/{item}");
            await Expect(desk.Page.Locator("#units-available")).ToHaveTextAsync("33");
            ((long)(await shop.Client.ItemAsync(item)).Body!["stock"]!["available"]!).ShouldNotBe(33, "it tests nothing otherwise");
        }
        finally
        {
            await shop.SwitchAsync("stock-display", "exact");
        }

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_buyer_and_a_network_are_blocked_and_let_in_again()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync();
        var bot = Shop.NewName("bot");
        var token = await shop.Client.TokenAsync(bot);
        var desk = await shopper.EnterDeskAsync("/desk/blocks");

        await desk.Page.Locator("#block-addresses").ClickAsync();
        await desk.Page.Locator("#field-address").FillAsync("203.0.113.0/99");
        await desk.Page.Locator("#field-reason").FillAsync("bots");
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("#error-address")).ToContainTextAsync("An IPv4 or IPv6 address");
        // A network as large as this is asked about once more.
        foreach (var wide in (string[])["0.0.0.0/0", "10.0.0.0/8", "2001::/16", "::ffff:0:0/96"])
        {
            await desk.Page.Locator("#field-address").FillAsync(wide);
            await desk.Page.Locator("#ask-yes").ClickAsync();
            await Expect(desk.Page.Locator("#sure-title")).ToContainTextAsync(wide);
            await desk.Page.Keyboard.PressAsync("Escape");
            await Expect(desk.Page.Locator("#sure-title")).ToHaveCountAsync(0);
        }

        await Expect(desk.Page.Locator("tbody tr")).ToHaveCountAsync(0);
        await desk.Page.Locator("#field-address").FillAsync("203.0.113.0/24");
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await desk.ShouldSayAsync("203.0.113.0/24");
        await desk.Page.Locator("#block-buyers").ClickAsync();
        await desk.Page.Locator("#field-buyer").FillAsync("中文买家");
        await desk.Page.Locator("#field-reason").FillAsync("resells");
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("#error-buyer")).ToContainTextAsync("1 to 64 visible ASCII characters.");
        await desk.Page.Locator("#field-buyer").FillAsync(bot);
        // The day without the rest: the browser tells a script as little of it as of an empty field.
        await desk.Page.Locator("#field-expiresAt").PressSequentiallyAsync("12");
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("#error-expiresAt")).ToContainTextAsync("It is not complete");
        await desk.Page.Locator("#field-expiresAt").FillAsync("");
        await desk.Page.Locator("#ask-yes").ClickAsync();
        await Expect(desk.Page.Locator("tr", new() { HasText = bot })).ToContainTextAsync("resells");
        (await shop.Client.BuyAsync(token, item)).Code.ShouldBe("blocked");

        foreach (var who in (string[])["203.0.113.0/24", bot])
        {
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = $"End the block of {who}", Exact = true }).ClickAsync();
            await desk.Page.Locator("#ask-yes").ClickAsync();
            await Expect(desk.Page.Locator("tr", new() { HasText = who })).ToHaveCountAsync(0);
        }

        (await shop.Client.BuyAsync(token, item)).OrderId.ShouldNotBeNull();
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task The_background_comparison_says_that_nothing_differs()
    {
        await using var shopper = await shop.EnterAsync();
        var desk = await shopper.EnterDeskAsync("/desk/books");

        await desk.ShouldSayAsync("Nothing differs.");
        await desk.ShouldSayAsync("No difference stands.");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task The_prompt_completes_runs_remembers_and_ends_what_goes_on()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        var item = await shop.ListAsync();
        var desk = await shopper.EnterDeskAsync("/desk/prompt");
        var (page, line) = (desk.Page, desk.Page.Locator("#line"));
        await Expect(line).ToBeFocusedAsync();

        await line.PressSequentiallyAsync("it");
        await Expect(page.Locator("#choices li")).ToHaveTextAsync(["item"]);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("wat");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(line).ToHaveValueAsync("item watch ");
        await page.Keyboard.TypeAsync(item);
        await Expect(page.Locator("#usage")).ToContainTextAsync("item watch <item>");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer td").Nth(1)).ToHaveTextAsync("open");
        await shop.ChangeAsync(item, "pause");
        await Expect(page.Locator(".answer tbody tr").Nth(1)).ToContainTextAsync("paused");
        await page.Locator("#stop").ClickAsync();
        await Expect(page.Locator(".answer .end")).ToHaveTextAsync("Stopped.");

        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(line).ToHaveValueAsync($"item watch {item}");
        await line.FillAsync("item shwo x");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer").First).ToContainTextAsync("did you mean 'item show'");
        await line.FillAsync($"item resume {item} --reason 'by prompt'");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer").First).ToHaveAttributeAsync("data-exit", "0");
        ((string)(await shop.Client.ItemAsync(item)).Body!["phase"]!).ShouldBe("open");
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Whoever_types_before_the_commands_have_come_is_offered_them_when_they_come()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        var desk = await shopper.EnterDeskAsync("/desk/books");
        var hasTyped = new TaskCompletionSource();
        await desk.Page.RouteAsync("**/api/admin/commands", async route =>
        {
            if (route.Request.Method == "GET") await hasTyped.Task;
            await route.ContinueAsync();
        });
        await desk.Page.GotoAsync("/desk/prompt");
        await desk.Page.Locator("#line").PressSequentiallyAsync("it");
        await Expect(desk.Page.Locator("#choices li")).ToHaveCountAsync(0);

        hasTyped.SetResult();

        await Expect(desk.Page.Locator("#choices li")).ToHaveTextAsync(["item"]);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Charts_go_on_after_a_break_of_the_connection_and_end_with_the_page()
    {
        await using var shopper = await shop.EnterAsync(new Device { Width = 1_280 });
        var desk = await shopper.EnterDeskAsync("/desk");
        await Expect(desk.Page.Locator("#rates-note")).ToBeHiddenAsync();

        await shopper.Context.SetOfflineAsync(true);
        await Expect(desk.Page.Locator("#banner")).ToBeVisibleAsync();
        await shopper.Context.SetOfflineAsync(false);

        await Expect(desk.Page.Locator("#rates-note")).ToBeHiddenAsync();
        await Expect(desk.Page.Locator("#banner")).ToBeHiddenAsync();
        await Expect(desk.Page.Locator("#note")).ToBeHiddenAsync();
    }
}
