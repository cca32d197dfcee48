using Seckill.Cluster.Tests.Testing;
using Seckill.Faults.Commands;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Cluster.Tests.Faults;

/// <summary>A thousand items on sale over three nodes, one of which is killed.</summary>
public sealed class ManyItemsSpec(ITestOutputHelper output)
{
    private const int Items = 1_000;

    /// <summary>Generous: what it really takes is a figure of the runnable harness.</summary>
    private static readonly TimeSpan BackBound = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Only_the_items_of_a_killed_node_pause_and_not_for_long()
    {
        Skip.If(ClusterFixture.MissingReason is not null, ClusterFixture.MissingReason);
        var seed = Environment.TickCount & 0xFFFF;
        output.WriteLine($"seed {seed}");
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        await using var sale = new Sale(cluster, Market.Wide(Items), new Rush { Seed = seed, Shoppers = 4 });
        await sale.OpenAsync();

        var report = await ManyItems.KillOneAsync(sale);
        var findings = await Closing.CloseAsync(sale);

        output.WriteLine(report.ToString());
        report.Victims.ShouldBeGreaterThan(Items / 10, "the items are not spread");
        report.OthersTried.ShouldBeGreaterThan(100);
        report.OthersRefused.ShouldBe(0, "an item that did not live on the killed node paused");
        report.VictimsLast.ShouldBeLessThan(BackBound);
        findings.Violations.Take(30).ShouldBeEmpty();
    }
}
