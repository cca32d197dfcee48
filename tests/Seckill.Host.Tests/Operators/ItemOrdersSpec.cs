using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

[Collection(OnOperatorsHost.Name)]
public sealed class ItemOrdersSpec(DevelopmentHost host)
{
    [Fact]
    public async Task An_operator_sees_an_items_orders_newest_first_page_by_page()
    {
        var item = await host.ListAsync();
        var orders = new List<string>();
        for (var n = 0; n < 5; n++) orders.Insert(0, (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201).OrderId);
        await AwaitAsync(item, "", orders.Count);

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = (await ListAsync(item, $"limit=2{cursor}")).ShouldHaveStatus(200);
            page["orders"]!.AsArray().Count.ShouldBeInRange(1, 2);
            seen.AddRange(page["orders"]!.AsArray().Select(order => (string)order!["orderId"]!));
            ((long)page["ledgerEntry"]!).ShouldBe(6);
            cursor = page["nextCursor"] is { } next ? $"&cursor={(string)next!}" : "";
        }
        while (cursor.Length > 0);

        seen.ShouldBe(orders);
    }

    [Fact]
    public async Task A_list_can_be_narrowed_to_a_status_and_to_a_buyer()
    {
        var item = await host.ListAsync(new Listing { Limit = 5 });
        var (alice, bob) = (host.NewBuyer(), host.NewBuyer());
        var cancelled = (await alice.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        (await alice.CancelAsync(cancelled)).ShouldHaveStatus(200);
        var kept = (await alice.BuyAsync(item, 2)).ShouldHaveStatus(201).OrderId;
        var other = (await bob.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        await AwaitAsync(item, "", 3);

        (await OrdersAsync(item, "status=cancelled")).ShouldBe([cancelled]);
        (await OrdersAsync(item, "status=pending")).ShouldBe([other, kept]);
        (await OrdersAsync(item, $"buyer={alice.Name}")).ShouldBe([kept, cancelled]);
        (await OrdersAsync(item, $"buyer={alice.Name}&status=pending")).ShouldBe([kept]);
        (await OrdersAsync(item, "buyer=nobody-at-all")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status=Paid", "status")]
    [InlineData("status=lost", "status")]
    [InlineData("status=paid&status=pending", "status")]
    [InlineData("buyer=a%20b", "buyer")]
    [InlineData("buyer=%E6%89%8B", "buyer")]
    [InlineData("buyer=12345678901234567890123456789012345678901234567890123456789012345", "buyer")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("statuss=paid", "statuss")]
    public async Task Bad_input_is_blamed(string query, string blamed) => (await ListAsync(await host.ListAsync(), query)).ShouldBlame(blamed);

    [Fact]
    public async Task A_cursor_of_another_item_is_blamed()
    {
        var (item, other) = (await host.ListAsync(), await host.ListAsync());
        await host.NewBuyer().BuyAsync(other);
        await host.NewBuyer().BuyAsync(other);
        await AwaitAsync(other, "", 2);
        var cursor = (string)(await ListAsync(other, "limit=1"))["nextCursor"]!;

        (await ListAsync(item, $"cursor={cursor}")).ShouldBlame("cursor");
    }

    [Fact]
    public async Task An_unknown_item_has_no_orders() => (await ListAsync("nobody-listed-this", "")).ShouldRefuseWith("item_not_found");

    private Task<Received> AwaitAsync(string item, string query, int count) =>
        Eventually.GetAsync(() => ListAsync(item, query), page => page["orders"]!.AsArray().Count == count);

    private async Task<IEnumerable<string>> OrdersAsync(string item, string query) =>
        (await ListAsync(item, query)).ShouldHaveStatus(200)["orders"]!.AsArray().Select(order => (string)order!["orderId"]!);

    private Task<Received> ListAsync(string item, string query) => host.Operator.GetAsync($"/api/admin/items/{item}/orders?{query}");
}
