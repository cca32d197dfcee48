using System.Diagnostics;
using System.Globalization;
using Seckill.Faults.Faults;
using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Commands;

/// <summary>A long sale through one fault after the other, and the inspection at its end. Any broken promise is a failure.</summary>
internal static class Soak
{
    /// <summary>Tickets of waiting rooms lapse within seconds, so that many people are admitted, and some come too late.</summary>
    private static readonly Dictionary<string, string> QuickRooms = new() { ["Seckill__Limits__WaitingRoomTicketSeconds"] = "10" };

    public static async Task<int> RunAsync(Options options, CancellationToken ending)
    {
        var seed = options.Of("seed", Environment.TickCount & 0xFFFF);
        var minutes = options.Of("minutes", 30);
        var every = TimeSpan.FromSeconds(options.Of("every", 20));
        var attemptsMin = options.Of("attempts-min", 0);
        var isSqlite = options.Of("sqlite", 0) != 0;
        Print($"soak: {minutes} minutes, a fault every {every.TotalSeconds} s, seed {seed}{(isSqlite ? ", one process on SQLite" : "")}");
        var plan = isSqlite ? ClusterPlan.OneOnSqlite : new ClusterPlan { Nodes = options.Of("nodes", 3) };
        await using var cluster = await SaleCluster.StartAsync(plan with { Settings = QuickRooms });
        await using var sale = new Sale(cluster, Market.Mixed(), new Rush { Seed = seed });
        await sale.OpenAsync();
        var (reports, load) = await RunFaultsAsync(sale, new FaultPlan(seed, isSqlite), new Random(seed), TimeSpan.FromMinutes(minutes), every, ending);

        Print("the load is over; inspecting …");
        var findings = await Closing.CloseAsync(sale);
        List<string> violations = [.. findings.Violations];
        violations.AddRange(reports.Where(report => !report.IsWhole).Select(report => $"not recovered within the bound: {report.Name}"));
        if (sale.Tally.Attempts < attemptsMin) violations.Add($"only {sale.Tally.Attempts} attempts to buy");
        Summarize(sale, reports, findings, load);
        return Conclude(violations, seed);
    }

    /// <summary>Prints what is wrong, as far as a person reads, and returns the exit code.</summary>
    public static int Conclude(IReadOnlyList<string> violations, int seed)
    {
        Console.WriteLine($"violations: {violations.Count}");
        foreach (var violation in violations.Take(50)) Console.WriteLine($"  {violation}");
        Console.WriteLine(violations.Count == 0 ? $"OK (seed {seed})" : $"FAILED (seed {seed})");
        return violations.Count == 0 ? 0 : 1;
    }

    private static async Task<(List<FaultReport> Reports, TimeSpan Load)> RunFaultsAsync(
        Sale sale, FaultPlan plan, Random random, TimeSpan length, TimeSpan every, CancellationToken ending)
    {
        var site = new Site(sale.Cluster, sale.Market, random);
        var reports = new List<FaultReport>();
        var watch = Stopwatch.StartNew();
        var minute = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var striking = (Task: (Task<FaultReport>?)null, Next: every);
        while ((watch.Elapsed < length || striking.Task is not null) && !ending.IsCancellationRequested && !sale.Shopping.IsCompleted)
        {
            await tick.WaitForNextTickAsync(CancellationToken.None);
            if (striking.Task is { IsCompleted: true } over)
            {
                reports.Add(await over);
                Print(reports[^1].Describe(sale.Pulse));
                striking.Task = null;
            }

            if (striking.Task is null && watch.Elapsed >= striking.Next && watch.Elapsed < length)
                striking = (FaultDriver.StrikeAsync(plan.Next(), site, sale.Pulse), watch.Elapsed + every);
            if (watch.Elapsed.TotalMinutes >= minute + 1) Progress(sale, ++minute, reports.Count);
        }

        if (striking.Task is not null) reports.Add(await striking.Task);
        return (reports, watch.Elapsed);
    }

    private static void Progress(Sale sale, int minute, int faults)
    {
        var tally = sale.Tally;
        Print($"minute {minute}: {tally.Attempts} attempts, {tally.Yes} yes, {tally.ErrorCount} errors, {faults} faults");
    }

    public static void Summarize(Sale sale, List<FaultReport> reports, Findings findings, TimeSpan load)
    {
        var tally = sale.Tally;
        Console.WriteLine($"""
            ## summary
            load                   {load.TotalMinutes:F1} minutes, {sale.Cluster.Nodes.Count} nodes, {sale.Market.Stalls.Count} items
            requests               {tally.Requests}, of which to buy: {tally.Attempts}
            yes                    {tally.Yes} orders made
            refusals               {Tally.Describe(tally.Refused)}
            errors                 {tally.ErrorCount} ({100.0 * tally.ErrorCount / Math.Max(1, tally.Requests):F2} %): {Tally.Describe(tally.Errors)}
            no answer              refused {tally.Count(Silence.Refused)}, cut off {tally.Count(Silence.CutOff)}, timed out {tally.Count(Silence.TimedOut)}
            payments               {sale.Receipts.Money.Count}, acknowledged {sale.Receipts.Money.Count(money => money.IsAcknowledged)}
            denied though existing {sale.Receipts.Denials.Count}{string.Concat(sale.Receipts.Denials.Take(5).Select(denial => $"; {denial}"))}
            stock changes          {sale.Receipts.Changes.Count}
            tickets                {Shares.DescribeTickets(sale, findings.Books)}
            waiting rooms          {Shares.DescribeRooms(sale, findings.Books)}
            waiting lists          {Shares.DescribeLists(findings.Books)}
            ledger and table       {findings.Items} items, {findings.Orders} orders; complete {findings.OrdersComplete.TotalSeconds:F1} s after the end of the load
            longest pause          {LongestPause(sale)}
            restarts by supervisor {sale.Cluster.Restarts.Count}
            ## faults
            """);
        foreach (var report in reports) Console.WriteLine(report.Describe(sale.Pulse));
        foreach (var restart in sale.Cluster.Restarts) Console.WriteLine($"  {restart}");
    }

    private static string LongestPause(Sale sale)
    {
        var worst = sale.Market.Stalls.Where(stall => stall.IsSteady)
            .Select(stall => (stall.Item, Pause: sale.Pulse.LongestPause(stall.Item))).MaxBy(pair => pair.Pause);
        return string.Create(CultureInfo.InvariantCulture, $"{worst.Pause.TotalSeconds:F1} s ({worst.Item})");
    }

    private static void Print(string line) => Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}");
}
