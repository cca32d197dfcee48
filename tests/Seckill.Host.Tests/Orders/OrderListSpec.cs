using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

[Collection(OnBuyersHost.Name)]
public sealed class OrderListSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_buyer_without_orders_has_an_empty_list()
    {
        var page = (await host.NewBuyer().GetAsync("/api/orders")).ShouldHaveStatus(200);

        IdsOf(page).ShouldBeEmpty();
        page["nextCursor"].ShouldBeNull();
    }

    [Fact]
    public async Task Orders_are_told_newest_first_and_only_ones_own()
    {
        var buyer = host.NewBuyer();
        var bought = await BuyAsync(buyer, 4);

        var page = await AwaitOrdersAsync(buyer, 4);

        IdsOf(page).ShouldBe(bought.AsEnumerable().Reverse());
        page["orders"]!.AsArray().ShouldAllBe(order => (string)order!["buyerId"]! == buyer.Name);
        page["nextCursor"].ShouldBeNull();
    }

    [Fact]
    public async Task An_order_is_on_the_list_as_soon_as_its_201_was_read()
    {
        var item = await host.ListAsync(new Listing { Stock = 50, Limit = 50 });
        var buyer = host.NewBuyer();
        for (var count = 1; count <= 25; count++)
        {
            var bought = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;

            var page = (await buyer.GetAsync("/api/orders")).ShouldHaveStatus(200);

            IdsOf(page).Length.ShouldBe(count);
            IdsOf(page).ShouldContain(bought);
        }
    }

    [Fact]
    public async Task Orders_are_told_page_by_page_each_of_them_once()
    {
        var buyer = host.NewBuyer();
        var bought = await BuyAsync(buyer, 5);
        await AwaitOrdersAsync(buyer, 5);

        var pages = new List<string[]>();
        for (string? path = "/api/orders?limit=2"; path is not null;)
        {
            var page = (await buyer.GetAsync(path)).ShouldHaveStatus(200);
            pages.Add(IdsOf(page));
            path = (string?)page["nextCursor"] is { } next ? $"/api/orders?limit=2&cursor={next}" : null;
        }

        pages.Select(page => page.Length).ShouldBe([2, 2, 1]);
        pages.SelectMany(page => page).ShouldBe(bought.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Orders_of_one_instant_are_not_lost_between_pages()
    {
        var item = await host.ListAsync(new Listing { Stock = 60, Limit = 60 });
        var buyer = host.NewBuyer();
        // At once, so that many are decided in one batch and share their time.
        var bought = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => buyer.BuyAsync(item)));
        await AwaitOrdersAsync(buyer, 60, "?limit=200");

        var seen = new List<string>();
        for (string? path = "/api/orders?limit=7"; path is not null;)
        {
            var page = await buyer.GetAsync(path);
            seen.AddRange(IdsOf(page));
            path = (string?)page["nextCursor"] is { } next ? $"/api/orders?limit=7&cursor={next}" : null;
        }

        seen.Count.ShouldBe(60);
        seen.ShouldBe(bought.Select(order => order.OrderId), ignoreOrder: true);
    }

    private async Task<List<string>> BuyAsync(Party buyer, int count)
    {
        var bought = new List<string>();
        for (var i = 0; i < count; i++) bought.Add((await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId);
        return bought;
    }

    private static Task<Received> AwaitOrdersAsync(Party buyer, int count, string query = "") =>
        Eventually.GetAsync(() => buyer.GetAsync($"/api/orders{query}"), page => IdsOf(page).Length == count);

    private static string[] IdsOf(Received page) => [.. page["orders"]!.AsArray().Select(order => (string)order!["orderId"]!)];
}
