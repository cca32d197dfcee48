using System.Diagnostics;
using System.Globalization;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>
/// kill -9 of a node that stays away: how long until its items say yes again, elsewhere. Once for a node that only has items, once
/// for the one that also has their coordinator and the singletons.
/// </summary>
internal static class Recovery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var seed = options.Of("seed", Environment.TickCount & 0xFFFF);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        await using var sale = new Sale(cluster, Market.Wide(30, paymentWindowSeconds: 10), new Rush { Seed = seed, Every = TimeSpan.FromMilliseconds(50) });
        await sale.OpenAsync();
        List<TimeSpan> owners = [], coordinators = [];
        for (var round = 1; round <= options.Of("rounds", 10) && !ending.IsCancellationRequested; round++)
        {
            await MeasureAsync(sale, isCoordinator: false, round, owners);
            await MeasureAsync(sale, isCoordinator: true, round, coordinators);
        }

        var findings = await Closing.CloseAsync(sale);
        Console.WriteLine($"median until the first new yes: items' node {MedianOf(owners)}, coordinator's node {MedianOf(coordinators)}");
        return Soak.Conclude(findings.Violations, seed);
    }

    private static async Task MeasureAsync(Sale sale, bool isCoordinator, int round, List<TimeSpan> into)
    {
        var (victim, items) = await ChooseAsync(sale.Cluster, isCoordinator);
        var instant = Stopwatch.GetTimestamp();
        await victim.KillAsync();
        using var limit = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(LookEvery);
        while (items.Any(item => sale.Pulse.FirstAfter(item, instant) is null) && !limit.IsCancellationRequested)
            await look.WaitForNextTickAsync(CancellationToken.None);
        var firsts = items.Select(item => sale.Pulse.FirstAfter(item, instant)).OfType<TimeSpan>().Order().ToArray();
        if (firsts.Length < items.Count) throw new TimeoutException($"Not all items of {victim} sold again within {Patience}.");
        into.Add(firsts[0]);
        var who = isCoordinator ? "coordinator's node" : "items' node";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"round {round}, {who} ({victim}, {items.Count} items): first new yes after {firsts[0].TotalSeconds:F2} s, of all its items after {firsts[^1].TotalSeconds:F2} s"));
        victim.Start();
        await sale.Cluster.WaitWholeAsync(Patience);
    }

    /// <summary>A node with items. Shards come back to a node that was away some seconds after it is up.</summary>
    private static async Task<(ClusterNode Victim, IReadOnlyList<string> Items)> ChooseAsync(SaleCluster cluster, bool isCoordinator)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            var oldest = await cluster.View.FindOldestAsync();
            foreach (var node in cluster.Nodes.Where(node => node == oldest == isCoordinator))
            {
                var items = await cluster.View.ItemsOfAsync(node);
                if (items.Count >= 3) return (node, [.. items.Where(item => item.StartsWith("wide", StringComparison.Ordinal))]);
            }

            await look.WaitForNextTickAsync(limit.Token);
        }
    }

    private static string MedianOf(List<TimeSpan> times) => times.Count == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{times.Order().ElementAt(times.Count / 2).TotalSeconds:F2} s of {times.Count}");
}
