using System.Text.RegularExpressions;
using Seckill.Browser.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests;

/// <summary>A waiting room as one of fifty-one people sees it; the others have no browser.</summary>
[Collection(AtTheGate.Name)]
public sealed partial class WaitingRoomSpec(Shop shop)
{
    private const int Others = 50;

    [SkippableFact]
    public async Task A_shopper_joins_before_the_start_learns_the_place_and_buys_when_it_is_their_turn()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 20, startsIn: TimeSpan.FromSeconds(15), queue: "open");
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("queueEarly");

        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("queueGathering");
        var others = await shop.Client.TokensAsync(Others, Shop.NewName("waiting"));
        foreach (var token in others) ((int)(await QueueAsync(HttpMethod.Post, item, token)).Status).ShouldBe(201);

        // Thirty are admitted at once. They buy, and so does everybody after them whose turn it is, until it is the shopper's or all is gone.
        var mine = await shop.Client.TokenAsync(shopper.Name);
        await Expect(tab.Page.Locator("article")).ToHaveAttributeAsync("data-state", AfterTheDraw(), new() { Timeout = 40_000 });
        var place = (await QueueAsync(HttpMethod.Get, item, mine)).Body!;
        ((int)place["position"]!).ShouldBeInRange(1, Others + 1);
        if ((string)place["state"]! == "admitted") await BuyAsync(tab);
        else await tab.ShouldSayAsync($"number {place["position"]}");

        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Who_comes_later_gets_the_next_place_and_buys_with_its_ticket()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 100, queue: "open");
        foreach (var token in await shop.Client.TokensAsync(5, Shop.NewName("early"))) await QueueAsync(HttpMethod.Post, item, token);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("queueOpen");

        await tab.Button.ClickAsync();
        await BuyAsync(tab);

        (await shop.OrdersOfAsync(item)).ShouldBe(1);
        shopper.ShouldHaveSeenNoError();
    }

    [SkippableFact]
    public async Task Where_bots_are_kept_away_one_click_computes_and_joins()
    {
        await using var shopper = await shop.EnterAsync();
        var item = await shop.ListAsync(stock: 100, queue: "open", challengeRequired: true);
        var tab = await shopper.OpenItemAsync(item);
        await tab.ShouldBecomeAsync("queueOpen");

        await tab.Button.ClickAsync();
        await BuyAsync(tab);

        (await shop.OrdersOfAsync(item)).ShouldBe(1);
    }

    private static async Task BuyAsync(Shopper.Tab tab)
    {
        await tab.ShouldBecomeAsync("queueAdmitted");
        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("toPay");
    }

    private Task<Answer> QueueAsync(HttpMethod method, string item, string token) =>
        shop.Client.SendAsync(method, $"/api/items/{item}/queue", token: token);

    [GeneratedRegex("queue(Admitted|Waiting|Estimated|CannotWin)")]
    private static partial Regex AfterTheDraw();
}
