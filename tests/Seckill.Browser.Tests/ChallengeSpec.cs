using Microsoft.Playwright;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>Items that want a proof before a ticket: the device computes it, or the shopper waits instead.</summary>
[Collection(AtTheGate.Name)]
public sealed class ChallengeSpec(Shop shop)
{
    /// <summary>As hard as it gets: the device computes for long enough to be watched.</summary>
    private const int Hardest = 10_000_000;

    private const int Usual = 200_000;

    [SkippableFact]
    public async Task One_click_computes_beside_the_page_and_buys()
    {
        await using var shopper = await shop.EnterAsync();
        var tab = await shopper.OpenItemAsync(await shop.ListAsync(challengeRequired: true));
        var workers = 0;
        tab.Page.Worker += (_, _) => workers++;

        await tab.BuyAsync();

        workers.ShouldBe(1);
        await Expect(tab.Page.Locator(".proving")).ToBeHiddenAsync();
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_browser_without_workers_computes_in_the_page()
    {
        await using var shopper = await shop.EnterAsync();
        await shopper.Context.AddInitScriptAsync("delete globalThis.Worker;");

        var tab = await shopper.OpenItemAsync(await shop.ListAsync(challengeRequired: true));
        await tab.BuyAsync();

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task The_device_is_ready_before_the_start_and_nothing_is_computed_after_it()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(startsIn: TimeSpan.FromSeconds(20), challengeRequired: true);
        var asked = 0;
        var tab = await shopper.OpenAsync($"/items/{item}");
        tab.Page.Request += (_, request) => asked += request.Url.Contains("/challenge", StringComparison.Ordinal) ? 1 : 0;
        await tab.SignInAsync();

        await tab.ShouldBecomeAsync("upcoming");
        await tab.ShouldSayAsync("Your device is ready for the start.");
        await tab.BuyAsync();

        asked.ShouldBe(1);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task By_keyboard_a_shopper_sees_how_far_it_is_and_waits_instead()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(challengeRequired: true);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        await shop.SwitchAsync("challenge-difficulty", Hardest);
        try
        {
            await tab.Button.FocusAsync();
            await tab.Page.Keyboard.PressAsync("Enter");
            await tab.ShouldBecomeAsync("proving");
            // Named and described, so a screen reader says what it is and how far.
            var progress = tab.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Your device is solving a small task. It keeps bots away and takes some seconds." });
            await Expect(progress).ToBeVisibleAsync();
            var other = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Wait instead of computing" });
            await Expect(other).ToHaveAccessibleDescriptionAsync("Waiting takes longer and costs your device nothing.");
            await Expect(tab.Page.Locator("#announcer")).ToContainTextAsync("solving a small task");
            await tab.Page.Keyboard.PressAsync("Tab");
            await Expect(other).ToBeFocusedAsync();

            await tab.Page.Keyboard.PressAsync("Enter");

            await tab.ShouldSayAsync("Nothing to compute.");
            await Expect(tab.Page.Locator("#announcer")).ToContainTextAsync("Nothing to compute.");
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Compute instead of waiting" })).ToBeFocusedAsync();
            await tab.ShouldBecomeAsync("toPay");
        }
        finally
        {
            await shop.SwitchAsync("challenge-difficulty", Usual);
        }

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task A_challenge_that_is_not_accepted_is_replaced_once()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(challengeRequired: true);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("open");
        var handedIn = 0;
        await tab.Page.RouteAsync($"**/api/items/{item}/ticket", async route =>
        {
            if (handedIn++ > 0) await route.ContinueAsync();
            else await route.ContinueAsync(new() { PostData = System.Text.Encoding.UTF8.GetBytes(route.Request.PostData!.Replace("\"work\"", "\"wait\"", StringComparison.Ordinal)) });
        });

        await tab.BuyAsync();

        handedIn.ShouldBe(2);
    }
}
