using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary><c>order …</c> and <c>cluster …</c>.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class OrderCommandSpec(DevelopmentHost host)
{
    [Fact]
    public async Task An_order_is_shown_at_once_with_its_buyer_and_its_money()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;

        var shown = await host.Operator.RunAsync($"order show {order}");

        ((string)shown.Field("buyer")!).ShouldBe(buyer.Name);
        ((string)shown.Field("status")!).ShouldBe("pending");
        ((long)shown.Field("amount (minor units)")!).ShouldBe(9900);
        shown.Field("paid").ShouldBeNull();
        (await host.Operator.RunAsync($"order show {item}-999", exitCode: 3)).Code.ShouldBe("order_not_found");
    }

    [Fact]
    public async Task A_buyers_orders_come_in_pages_newest_first()
    {
        var buyer = host.NewBuyer();
        var orders = new List<string>();
        for (var i = 0; i < 3; i++) orders.Add((await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId);

        var first = await host.Operator.RunAsync($"order find-by-buyer {buyer.Name} --limit 2");
        var second = await host.Operator.RunAsync($"order find-by-buyer {buyer.Name} --limit 2 --cursor {first.NextCursor}");

        first.Rows.Concat(second.Rows).Select(row => (string)row[0]!).ShouldBe(orders.AsEnumerable().Reverse());
        second.NextCursor.ShouldBeNull();
        (await host.Operator.RunAsync($"order find-by-buyer {TestHost.NewName("stranger")}")).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_cluster_shows_its_members_and_how_items_are_spread()
    {
        var item = await host.ListAsync();
        await host.NewBuyer().BuyAsync(item);

        var members = await host.Operator.RunAsync("cluster show");
        ((string)members.Cell(0, "status")!).ShouldBe("up");
        ((bool)members.Cell(0, "reachable")!).ShouldBeTrue();
        ((long)members.Cell(0, "items")!).ShouldBeGreaterThan(0);
        var status = await host.Operator.RunAsync("cluster status");
        ((bool)status.Field("degraded")!).ShouldBeFalse();
        ((long)status.Field("members")!).ShouldBe(1);
        ((string)(await host.Operator.RunAsync("cluster-sharding list-regions")).Cell(0, "region")!).ShouldBe("items");
        var stats = await host.Operator.RunAsync("cluster-sharding region-stats");
        ((long)stats.Cell(0, "entities")!).ShouldBeGreaterThan(0);
        var shards = await host.Operator.RunAsync("cluster-sharding region-stats items --shards");
        shards.Rows.Count.ShouldBeGreaterThanOrEqualTo((int)(long)stats.Cell(0, "shards")!);
        (await host.Operator.RunAsync("cluster down-unreachable")).Lines.ShouldHaveSingleItem().ShouldContain("nobody");
    }
}
