using System.Diagnostics;
using Seckill.Faults.Faults;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>One kind of fault, several times, and the inspection: to look at one thing closely. Without a kind, it names them.</summary>
internal static class Drill
{
    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var seed = options.Of("seed", Environment.TickCount & 0xFFFF);
        var random = new Random(seed);
        var kind = options.Of("kind", -1);
        if (kind < 0 || kind >= FaultPlan.AllOf(random).Count)
        {
            foreach (var (index, known) in FaultPlan.AllOf(random).Index()) Console.WriteLine($"--kind {index,-3} {known.Name}");
            return 2;
        }

        await using var cluster = await SaleCluster.StartAsync(new ClusterPlan { Nodes = options.Of("nodes", 3) });
        await using var sale = new Sale(cluster, Market.Mixed(), new Rush { Seed = seed });
        await sale.OpenAsync();
        var site = new Site(cluster, sale.Market, random);
        var reports = new List<FaultReport>();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < options.Of("rounds", 3) && !ending.IsCancellationRequested; round++)
        {
            await Pause.ForAsync(3_000);
            reports.Add(await FaultDriver.StrikeAsync(FaultPlan.AllOf(random)[kind], site, sale.Pulse));
            Console.WriteLine(reports[^1].Describe(sale.Pulse));
        }

        var load = watch.Elapsed;
        var findings = await Closing.CloseAsync(sale);
        Soak.Summarize(sale, reports, findings, load);
        List<string> violations = [.. findings.Violations];
        violations.AddRange(reports.Where(report => !report.IsWhole).Select(report => $"not recovered within the bound: {report.Name}"));
        if (violations.Count == 0) return Soak.Conclude(violations, seed);
        foreach (var node in cluster.Nodes)
        {
            var log = Path.Combine(Path.GetTempPath(), $"seckill-drill-{seed}-node{node.Number}.log");
            await File.WriteAllTextAsync(log, node.Output, CancellationToken.None);
            Console.WriteLine($"what {node} said: {log}");
        }

        return Soak.Conclude(violations, seed);
    }
}
