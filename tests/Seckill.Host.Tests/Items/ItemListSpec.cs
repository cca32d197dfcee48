using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items;

[Collection(OnDevelopmentHost.Name)]
public sealed class ItemListSpec(DevelopmentHost host)
{
    [Fact]
    public async Task Items_are_told_page_by_page_each_of_them_once()
    {
        var campaign = TestHost.NewName("pages");
        var listed = new List<string>();
        for (var i = 0; i < 5; i++) listed.Add(await host.ListAsync(new Listing { Campaign = campaign }));

        var pages = new List<string[]>();
        for (string? path = $"/api/items?campaign={campaign}&limit=2"; path is not null;)
        {
            var page = (await host.Nobody.GetAsync(path)).ShouldHaveStatus(200);
            pages.Add(IdsOf(page));
            path = (string?)page["nextCursor"] is { } next ? $"/api/items?campaign={campaign}&limit=2&cursor={next}" : null;
        }

        pages.Select(page => page.Length).ShouldBe([2, 2, 1]);
        pages.SelectMany(page => page).ShouldBe(listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_last_page_has_no_cursor_even_when_it_is_full()
    {
        var campaign = TestHost.NewName("full");
        await host.ListAsync(new Listing { Campaign = campaign });
        await host.ListAsync(new Listing { Campaign = campaign });

        (await host.Nobody.GetAsync($"/api/items?campaign={campaign}&limit=2"))["nextCursor"].ShouldBeNull();
    }

    [Fact]
    public async Task Items_are_found_by_phase()
    {
        var campaign = TestHost.NewName("phases");
        var open = await host.ListAsync(new Listing { Campaign = campaign });
        var upcoming = await host.ListAsync(Listing.Upcoming with { Campaign = campaign });
        var soldOut = await host.ListAsync(new Listing { Campaign = campaign, Stock = 0 });
        var paused = await host.ListAsync(new Listing { Campaign = campaign });
        await host.Operator.SwitchAsync(paused, "pause");
        var closed = await host.ListAsync(new Listing { Campaign = campaign });
        await host.Operator.SwitchAsync(closed, "close");

        (string, string)[] phases = [("open", open), ("upcoming", upcoming), ("sold_out", soldOut), ("paused", paused), ("closed", closed)];
        foreach (var (phase, item) in phases)
            IdsOf(await host.Nobody.GetAsync($"/api/items?campaign={campaign}&phase={phase}")).ShouldBe([item], phase);
        IdsOf(await host.Nobody.GetAsync($"/api/items?campaign={campaign}")).Length.ShouldBe(5);
    }

    [Fact]
    public async Task An_unknown_campaign_has_no_items()
    {
        var page = await host.Nobody.GetAsync("/api/items?campaign=nobody-has-this");

        IdsOf(page).ShouldBeEmpty();
        page["nextCursor"].ShouldBeNull();
    }

    [Fact]
    public async Task The_developers_demo_campaign_is_on_sale()
    {
        var page = await Eventually.GetAsync(() => host.Nobody.GetAsync("/api/items?campaign=demo"), answer => IdsOf(answer).Length == 3);

        var items = page["items"]!.AsArray();
        items.Count(item => (long)item!["stock"]!["total"]! == 5).ShouldBe(1);
        items.ShouldContain(item => (string)item!["phase"]! == "open");
    }

    private static string[] IdsOf(Received page) => [.. page["items"]!.AsArray().Select(item => (string)item!["itemId"]!)];
}
