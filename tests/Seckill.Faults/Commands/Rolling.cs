using System.Globalization;
using Seckill.Faults.Faults;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>
/// A roll-out under load, behind what a load balancer does: requests follow readiness, and one that nobody took (connection refused)
/// goes to the next node. What is left are the errors that shoppers would see.
/// </summary>
internal static class Rolling
{
    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var seed = options.Of("seed", Environment.TickCount & 0xFFFF);
        var plan = new ClusterPlan { Nodes = options.Of("nodes", 3), HasProxies = false, HasMovableClocks = false };
        await using var cluster = await SaleCluster.StartAsync(plan);
        await using var sale = new Sale(cluster, Market.Mixed(), new Rush { Seed = seed, StrayPercent = 0 });
        await sale.OpenAsync();
        await Pause.ForAsync(5_000);
        var tally = sale.Tally;
        var before = (tally.Requests, tally.ErrorCount, Refused: tally.Count(Silence.Refused), Lost: Lost(tally));
        var report = await FaultDriver.StrikeAsync(new RollingReplacement(), new Site(cluster, sale.Market, new Random(seed)), sale.Pulse);
        var (requests, errors) = (tally.Requests - before.Requests, tally.ErrorCount - before.ErrorCount);
        var lost = Lost(tally) - before.Lost;
        var refused = tally.Count(Silence.Refused) - before.Refused;
        var findings = await Closing.CloseAsync(sale);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            replaced {cluster.Nodes.Count} nodes in {report.Took.TotalSeconds:F0} s
            requests               {requests}
            lost (no answer)       {lost}
            taken by nobody        {refused} (connection refused; the next node took them)
            error answers          {errors} ({100.0 * errors / Math.Max(1, requests):F3} %): {Tally.Describe(tally.Errors)}
            intents unanswered     {sale.Receipts.Intents.Values.Count(intent => intent is { IsOpen: true, OrderId: null })}
            """));
        foreach (var (item, pause) in sale.Market.Stalls.Where(stall => stall.IsSteady)
            .Select(stall => (stall.Item, sale.Pulse.LongestPause(stall.Item))).OrderByDescending(pair => pair.Item2))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"longest pause of {item}: {pause.TotalSeconds:F2} s"));
        return Soak.Conclude(report.IsWhole ? findings.Violations : [.. findings.Violations, "the cluster is not whole"], seed);
    }

    private static long Lost(Tally tally) => tally.Count(Silence.CutOff) + tally.Count(Silence.TimedOut);
}
