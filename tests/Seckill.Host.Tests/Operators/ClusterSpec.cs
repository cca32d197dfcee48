using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

[Collection(OnOperatorsHost.Name)]
public sealed class ClusterSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_node_alone_is_a_cluster_of_one_that_hosts_the_items()
    {
        var item = await host.ListAsync();
        await host.NewBuyer().BuyAsync(item);

        var cluster = (await host.Operator.GetAsync("/api/admin/cluster")).ShouldHaveStatus(200);

        var self = (string)cluster["self"]!;
        ((string?)cluster["leader"]).ShouldBe(self);
        ((string?)cluster["oldest"]).ShouldBe(self);
        ((bool)cluster["degraded"]!).ShouldBeFalse();
        var member = cluster["members"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)member["address"]!).ShouldBe(self);
        ((string)member["status"]!).ShouldBe("up");
        ((bool)member["reachable"]!).ShouldBeTrue();
        var region = cluster["regions"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)region["address"]!).ShouldBe(self);
        ((int)region["items"]!).ShouldBeGreaterThanOrEqualTo(1);
        ((int)region["shards"]!).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_node_tells_which_items_live_on_it()
    {
        var item = await host.ListAsync();
        await host.NewBuyer().BuyAsync(item);

        var local = (await host.Operator.GetAsync("/api/admin/cluster/items")).ShouldHaveStatus(200);

        local["items"]!.AsArray().Select(id => (string)id!).ShouldContain(item);
    }
}
