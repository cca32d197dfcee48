using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>What a kill did to a thousand items.</summary>
internal sealed record ManyItemsReport(
    int Items, int Victims, TimeSpan VictimsMedian, TimeSpan VictimsLast, int OthersTried, int OthersRefused, TimeSpan OthersSlowest);

/// <summary>
/// A thousand items on sale over three nodes, one of which is killed: its items come back elsewhere, those of the other nodes notice
/// nothing. Every item is bought all the time, through the nodes that are left.
/// </summary>
internal static class ManyItems
{
    private const int Buyers = 24;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var seed = options.Of("seed", Environment.TickCount & 0xFFFF);
        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { HasProxies = false, HasMovableClocks = false });
        var market = Market.Wide(options.Of("count", 1_000));
        await using var sale = new Sale(cluster, market, new Rush { Seed = seed, Shoppers = 8 });
        await sale.OpenAsync();
        var report = await KillOneAsync(sale);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            items                  {report.Items}, of which {report.Victims} lived on the killed node
            its items              sell again after {report.VictimsMedian.TotalSeconds:F1} s (median), {report.VictimsLast.TotalSeconds:F1} s (last)
            the others' items      {report.OthersTried} purchases meanwhile, {report.OthersRefused} not answered with yes, slowest {report.OthersSlowest.TotalMilliseconds:F0} ms
            """));
        var findings = await Closing.CloseAsync(sale);
        return Soak.Conclude(findings.Violations, seed);
    }

    /// <summary>Kills one node, buys every item until it sells, and starts the node again.</summary>
    public static async Task<ManyItemsReport> KillOneAsync(Sale sale)
    {
        var cluster = sale.Cluster;
        await AwaitAllSellAsync(sale);
        var victim = cluster.Nodes[^1];
        // Not those that the hosts list by themselves on an empty store: nobody keeps receipts of them.
        var lost = (await cluster.View.ItemsOfAsync(victim)).ToHashSet(StringComparer.Ordinal);
        lost.IntersectWith(sale.Market.Stalls.Select(stall => stall.Item));
        var left = cluster.Nodes.Where(node => node != victim).ToArray();
        var others = new ConcurrentQueue<Heard>();
        var firsts = new ConcurrentBag<TimeSpan>();
        var slowest = new ConcurrentBag<TimeSpan>();
        using var wire = new Wire(TimeSpan.FromSeconds(8));
        var instant = Stopwatch.GetTimestamp();
        await victim.KillAsync();
        using var back = new CancellationTokenSource(Bound);
        var watchingOthers = Task.WhenAll(Enumerable.Range(0, Buyers / 3).Select(number => WatchOthersAsync(number)));
        await Parallel.ForEachAsync(lost, new ParallelOptions { MaxDegreeOfParallelism = Buyers }, async (item, _) =>
        {
            while (!back.IsCancellationRequested)
            {
                if ((await BuyAsync(sale, wire, left[item[^1] % left.Length], item)).Status != 201) continue;
                firsts.Add(Stopwatch.GetElapsedTime(instant));
                return;
            }
        });
        await back.CancelAsync();
        await watchingOthers;
        victim.Start();
        await cluster.WaitWholeAsync(Bound);
        var order = firsts.Order().ToArray();
        if (order.Length < lost.Count) throw new TimeoutException($"{lost.Count - order.Length} of {lost.Count} items do not sell again within {Bound}.");
        return new ManyItemsReport(
            sale.Market.Stalls.Count, lost.Count, order[order.Length / 2], order[^1], others.Count,
            others.Count(heard => heard.Status != 201), slowest.DefaultIfEmpty().Max());

        async Task WatchOthersAsync(int number)
        {
            var unharmed = sale.Market.Stalls.Select(stall => stall.Item).Where(item => !lost.Contains(item)).ToArray();
            for (var i = number; !back.IsCancellationRequested; i++)
            {
                var began = Stopwatch.GetTimestamp();
                others.Enqueue(await BuyAsync(sale, wire, left[i % left.Length], unharmed[i * 7 % unharmed.Length]));
                slowest.Add(Stopwatch.GetElapsedTime(began));
            }
        }
    }

    private static async Task<Heard> BuyAsync(Sale sale, Wire wire, ClusterNode node, string item)
    {
        var intent = sale.Receipts.NewIntent(item, number => string.Create(CultureInfo.InvariantCulture, $"m{number}"), 1);
        var heard = await wire.SendAsync(
            node, new Call(HttpMethod.Post, $"/api/items/{item}/orders") { Badge = Badges.Issue(intent.Buyer), Key = intent.Key });
        if (heard.LeavesOpen) intent.IsOpen = true;
        if (heard.Status is 200 or 201) intent.Tell((string)heard.Body!["orderId"]!);
        if (heard.AsksForRepeat) await Pause.ForAsync(100);
        return heard;
    }

    /// <summary>Every item has sold once, so every item lives somewhere.</summary>
    private static async Task AwaitAllSellAsync(Sale sale)
    {
        using var wire = new Wire(TimeSpan.FromSeconds(8));
        await Parallel.ForEachAsync(sale.Market.Stalls, new ParallelOptions { MaxDegreeOfParallelism = Buyers }, async (stall, _) =>
        {
            while ((await BuyAsync(sale, wire, sale.Cluster.Nodes[0], stall.Item)).AsksForRepeat)
            {
                // Bounded by the test's or the caller's own limit: a cluster that never sells is found out there.
            }
        });
    }
}
