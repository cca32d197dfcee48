using System.Net;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Latency at a constant arrival rate of 25, 50, 75 and 120 % of the capacity, which the same generator measures first with the same
/// mix: nine of ten requests ask for the hot item and win, the tenth for one that is sold out.
/// </summary>
internal static class LatencyScenario
{
    private const string Gone = "gone";
    private const int Connections = 1_024;

    /// <summary>Above capacity the crowd must be able to grow until the server refuses.</summary>
    private const int CrowdConnections = 10_000;

    private const int StockMax = 100_000_000;

    /// <summary>The connections of the whole crowd are accepted in this time; what that costs has a column of its own.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(1);

    private static readonly int[] Percents = [25, 50, 75, 120];

    /// <summary>The most that the 99th percentile of wins may be at a load, in milliseconds.</summary>
    private static readonly (int Percent, double Ms)[] P99Goals = [(25, 8), (50, 12), (75, 25)];

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres);
        var (capacity, peak) = (new Series(), new Series());
        var levels = Percents.ToDictionary(percent => percent, _ => new Level());
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await lineup.RenewAsync();
            if (round == 0 || !await IsSoldOutAsync(lineup)) await SellOutAsync(bench, lineup.Product());
            var full = await RunAsync(bench, lineup, Connections, rate: null);
            if (round > 0)
            {
                capacity.Add((full.Sent - full.Unanswered) / full.Elapsed.TotalSeconds);
                peak.Add(full.Created / full.Elapsed.TotalSeconds);
                bench.Results.Round("latency", "capacity, requests/s", round, capacity.Values[^1]);
            }

            var rate = round > 0 ? capacity.Median : (full.Sent - full.Unanswered) / full.Elapsed.TotalSeconds;
            foreach (var (percent, level) in levels)
            {
                var result = await RunAsync(bench, lineup, percent > 100 ? CrowdConnections : Connections, rate * percent / 100);
                if (round == 0) continue;
                level.Add(result, Opening + TimeSpan.FromSeconds(bench.Options.Seconds));
                bench.Results.Round("latency", $"at {percent} %, p99 of wins in ms", round, level.WinsP99.Values[^1]);
            }
        }

        Report(bench.Results, capacity, peak, levels);
    }

    private static async Task<bool> IsSoldOutAsync(Lineup lineup) => (await lineup.Product().Client.ItemAsync(Gone)).Status == HttpStatusCode.OK;

    private static async Task SellOutAsync(Bench bench, Ours ours)
    {
        await ours.OfferAsync(Gone, stock: 1);
        await ours.Client.BuyAsync(bench.Buyers.TokenOf(bench.Buyers.Count - 1), Gone);
    }

    private static async Task<SocketLoadResult> RunAsync(Bench bench, Lineup lineup, int connections, double? rate)
    {
        var (ours, item) = (lineup.Product(), bench.NewItem("open"));
        await ours.OfferAsync(item, StockMax);
        var load = new SocketLoad(bench.Buyers, ours.Address, item)
        {
            Connections = connections, RatePerSecond = rate, OtherItem = Gone,
            Opening = Opening, Duration = Opening + TimeSpan.FromSeconds(bench.Options.Seconds),
        };
        var result = await load.RunAsync();
        await ours.SettleAsync();
        if (result.Repeated > 0) throw new InvalidOperationException("Buyers had to ask twice: there must be more of them.");
        // Whoever got 503 may have won all the same when the item's answer came too late.
        await Invariant.HoldAsync(ours, [item], result.Created, result.Unanswered + result.Shed);
        lineup.Sold(ours, result.Created);
        return result;
    }

    private static void Report(Results results, Series capacity, Series peak, Dictionary<int, Level> levels)
    {
        var table = results.Table(
            $"Latency at constant arrival rates, ours on PostgreSQL; capacity {Text.Of(capacity)} requests/s, of which {Text.Of(peak)} win",
            "load", "wins/s", "wins, ms: p50", "p99", "p99.9", "p99 of the first second", "refusals, ms: p50", "p99", "p99.9", "shed (503)", "never sent", "generator's CPU, cores");
        foreach (var (percent, level) in levels)
        {
            table.Rows.Add(
            [
                $"{percent} %", Text.Of(level.Goodput), Text.Of(level.WinsP50.Median), Text.Of(level.WinsP99.Median), Text.Of(level.WinsP999.Median),
                Text.Of(level.OpeningP99.Median),
                Text.Of(level.RefusalsP50.Median), Text.Of(level.RefusalsP99.Median), Text.Of(level.RefusalsP999.Median),
                Text.Of(level.Shed.Median), Text.Of(level.Unsent.Median), Text.Of(level.Cpu.Median),
            ]);
        }

        foreach (var (percent, ms) in P99Goals)
        {
            var (p99, p999) = (levels[percent].WinsP99.Median, levels[percent].WinsP999.Median);
            results.AtMost($"p99 of wins at {percent} % load, open loop", p99, ms, "ms");
            results.AtMost($"p99.9 of wins at {percent} % load, of p99", p999 / p99, 2, "×");
        }

        results.AtMost("p99 of wins at 50 % load in the opening second", levels[50].OpeningP99.Median, 25, "ms");
        results.AtLeast("goodput at 120 % load against peak", levels[120].Goodput.Median / peak.Median, 0.9, "×");
        results.AtMost("p99 of refusals at 120 % load", levels[120].RefusalsP99.Median, 50, "ms");
    }

    private sealed class Level
    {
        public Series Goodput { get; } = new();

        public Series WinsP50 { get; } = new();

        public Series WinsP99 { get; } = new();

        public Series WinsP999 { get; } = new();

        public Series OpeningP99 { get; } = new();

        public Series RefusalsP50 { get; } = new();

        public Series RefusalsP99 { get; } = new();

        public Series RefusalsP999 { get; } = new();

        public Series Shed { get; } = new();

        public Series Unsent { get; } = new();

        public Series Cpu { get; } = new();

        public void Add(SocketLoadResult result, TimeSpan asked)
        {
            // Over the whole time until the last answer: a backlog that is worked off afterwards is no goodput of the load's time.
            Goodput.Add(result.Created / Math.Max(result.Elapsed.TotalSeconds, asked.TotalSeconds));
            WinsP50.Add(result.Wins.GetValueAtPercentile(50) / 1e3);
            WinsP99.Add(result.Wins.GetValueAtPercentile(99) / 1e3);
            WinsP999.Add(result.Wins.GetValueAtPercentile(99.9) / 1e3);
            OpeningP99.Add(result.OpeningWins.GetValueAtPercentile(99) / 1e3);
            RefusalsP50.Add(result.Refusals.GetValueAtPercentile(50) / 1e3);
            RefusalsP99.Add(result.Refusals.GetValueAtPercentile(99) / 1e3);
            RefusalsP999.Add(result.Refusals.GetValueAtPercentile(99.9) / 1e3);
            Shed.Add(result.Shed);
            Unsent.Add(result.Unsent);
            Cpu.Add(result.CpuSeconds / result.Elapsed.TotalSeconds);
        }
    }
}
