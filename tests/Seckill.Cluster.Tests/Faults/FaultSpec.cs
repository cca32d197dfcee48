using System.Globalization;
using Seckill.Cluster.Tests.Testing;
using Seckill.Faults.Faults;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Cluster.Tests.Faults;

/// <summary>
/// Every fault once, in the middle of a sale with payments, repeats, reordered webhooks and moving stock on three real nodes. Nobody's
/// yes is lost or doubled, money is never silent, and the cluster sells again by itself.
/// </summary>
public sealed class FaultSpec(ClusterFixture fixture, ITestOutputHelper output) : IClassFixture<ClusterFixture>
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static int _sales;

    [SkippableFact]
    public Task Kill_of_the_node_of_an_item() => SellThroughAsync(new KillOwner(Lasts));

    [SkippableFact]
    public Task Kill_of_the_node_of_an_item_that_is_back_at_once() => SellThroughAsync(new KillOwner(TimeSpan.FromSeconds(0.5)));

    [SkippableFact]
    public Task Kill_of_the_node_of_the_coordinator() => SellThroughAsync(new KillCoordinator(Lasts));

    [SkippableFact]
    public Task Kill_of_all_nodes_at_once() => SellThroughAsync(new KillAll());

    [SkippableFact]
    public Task Freeze_of_the_node_of_an_item() => SellThroughAsync(new FreezeOwner());

    [SkippableFact]
    public Task Rolling_replacement_of_all_nodes() => SellThroughAsync(new RollingReplacement());

    [SkippableFact]
    public Task Stop_of_the_database_for_15_s() => SellThroughAsync(new StopDatabase());

    [SkippableFact]
    public Task Kill_of_the_database() => SellThroughAsync(new KillDatabase());

    [SkippableFact]
    public Task Partition_of_a_node_from_the_others() => SellThroughAsync(new IsolateNode(Lasts));

    /// <summary>Long enough for the node to end and to be started again while it is still cut off: it must not found a second cluster.</summary>
    [SkippableFact]
    public Task Partition_of_the_first_seed_node_from_the_others() => SellThroughAsync(new IsolateNode(TimeSpan.FromSeconds(25), number: 1));

    [SkippableFact]
    public Task Partition_of_a_node_from_the_database() => SellThroughAsync(new IsolateFromDatabase(Lasts));

    [SkippableFact]
    public Task Clock_of_a_node_a_minute_ahead() => SellThroughAsync(new SkewClock(60, TimeSpan.FromSeconds(6)));

    [SkippableFact]
    public Task Clock_of_a_node_a_minute_behind() => SellThroughAsync(new SkewClock(-60, TimeSpan.FromSeconds(6)));

    private async Task SellThroughAsync(Fault fault)
    {
        Skip.If(ClusterFixture.MissingReason is not null, ClusterFixture.MissingReason);
        var seed = Environment.TickCount & 0xFFFF;
        output.WriteLine($"seed {seed}");
        var cluster = await fixture.WholeAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"sale{Interlocked.Increment(ref _sales)}-");
        await using var sale = new Sale(cluster, Market.Mixed(name, steady: 9), new Rush { Seed = seed, Shoppers = 24 });
        await sale.OpenAsync();
        (await ReachesAsync(sale, 300)).ShouldBeTrue("nothing was sold before the fault");

        var report = await FaultDriver.StrikeAsync(fault, new Site(cluster, sale.Market, new Random(seed)), sale.Pulse);
        output.WriteLine(report.Describe(sale.Pulse));
        var goesOn = await ReachesAsync(sale, sale.Tally.Yes + 300);
        var findings = await Closing.CloseAsync(sale);

        output.WriteLine($"{sale.Tally.Attempts} attempts, {sale.Tally.Yes} yes, errors: {Tally.Describe(sale.Tally.Errors)}; {findings.Orders} orders");
        foreach (var line in cluster.Restarts.Concat(sale.Receipts.Denials)) output.WriteLine(line);
        if (findings.Violations.Count > 0 || !goesOn || !report.IsWhole)
            foreach (var node in cluster.Nodes) output.WriteLine($"--- {node}\n{node.Output[^Math.Min(node.Output.Length, 6_000)..]}");
        findings.Violations.Take(30).ShouldBeEmpty();
        goesOn.ShouldBeTrue("hardly anything is sold after the fault");
        report.IsWhole.ShouldBeTrue("the cluster did not sell everything again within the bound");
    }

    /// <summary>Whether so many orders in all are made before patience ends.</summary>
    private static async Task<bool> ReachesAsync(Sale sale, long enough)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(LookEvery);
        while (sale.Tally.Yes < enough && !limit.IsCancellationRequested) await look.WaitForNextTickAsync(CancellationToken.None);
        return sale.Tally.Yes >= enough;
    }
}
