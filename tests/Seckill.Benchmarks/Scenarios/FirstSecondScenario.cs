using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// The first second of a fresh node against its own steady state. Each round starts a new host on an empty store, loads it for one second
/// as soon as it says that it is ready, warms it up, and loads it in the same way again: one second, new connections, new item.
/// </summary>
internal static class FirstSecondScenario
{
    private const string Name = "first-second";
    private const int Connections = 256;
    private const int StockMax = 100_000_000;

    /// <summary>Seconds under load until the runtime no longer replaces code.</summary>
    private const int WarmUpSeconds = 16;

    /// <summary>Loads of one second whose median is the steady state.</summary>
    private const int SteadyLoads = 5;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Bench bench)
    {
        Build[] builds = bench.Options.Published is { } published ? [new("built", null), new("published", published)] : [new("built", null)];
        Entry[] entries = [.. from isPostgres in (bool[])[true, false] from build in builds select new Entry(isPostgres, build)];
        for (var round = 1; round <= bench.Options.Rounds; round++)
        {
            foreach (var entry in entries) await MeasureAsync(bench, entry, round);
        }

        var table = bench.Results.Table(
            "The first second after ready, of a fresh node", "store, program", "wins in the first second", "in a steady one", "ratio",
            "p99 of wins in the first second, ms", "in a steady one, ms", "ratio");
        foreach (var entry in entries)
        {
            var (rate, p99) = (entry.FirstWins.Median / entry.SteadyWins.Median, entry.FirstP99.Median / entry.SteadyP99.Median);
            table.Rows.Add(
            [
                entry.ToString(), Text.Of(entry.FirstWins), Text.Of(entry.SteadyWins.Median), Text.Of(rate),
                Text.Of(entry.FirstP99), Text.Of(entry.SteadyP99.Median), Text.Of(p99),
            ]);
            if (entry.Build != builds[^1]) continue;
            bench.Results.AtLeast($"wins of the first second against a steady one, {entry}", rate, 0.95, "×");
            bench.Results.AtMost($"p99 of the first second against a steady one, {entry}", p99, 1.5, "×");
        }
    }

    private static async Task MeasureAsync(Bench bench, Entry entry, int round)
    {
        await using var ours = new Ours(entry.IsPostgres, entry.Build.Assembly);
        await ours.StartAsync();
        var first = await SellAsync(bench, ours, Second);
        for (var warmed = 0; warmed < WarmUpSeconds; warmed += bench.Options.Seconds)
            await SellAsync(bench, ours, TimeSpan.FromSeconds(bench.Options.Seconds));
        var (wins, p99) = (new Series(), new Series());
        for (var load = 0; load < SteadyLoads; load++)
        {
            var steady = await SellAsync(bench, ours, Second);
            wins.Add(WinsOf(steady));
            p99.Add(P99Of(steady));
        }

        entry.FirstWins.Add(WinsOf(first));
        entry.FirstP99.Add(P99Of(first));
        entry.SteadyWins.Add(wins.Median);
        entry.SteadyP99.Add(p99.Median);
        bench.Results.Round(Name, $"wins of the first second, {entry}", round, WinsOf(first));
        bench.Results.Round(Name, $"wins of a steady second, {entry}", round, wins.Median);
    }

    private static async Task<SocketLoadResult> SellAsync(Bench bench, Ours ours, TimeSpan duration)
    {
        var item = bench.NewItem("first");
        await ours.OfferAsync(item, StockMax);
        var result = await new SocketLoad(bench.Buyers, ours.Address, item) { Connections = Connections, Duration = duration }.RunAsync();
        await ours.SettleAsync();
        await Invariant.HoldAsync(ours, [item], result.Created, result.Unanswered + result.Shed);
        return result;
    }

    /// <summary>Per second of the time that the load really took, until its last answer.</summary>
    private static double WinsOf(SocketLoadResult result) => result.Created / Math.Max(1, result.LastCreated.TotalSeconds);

    private static double P99Of(SocketLoadResult result) => result.Wins.GetValueAtPercentile(99) / 1e3;

    /// <summary>A program to measure: this checkout's Release build, or the path of another one.</summary>
    private sealed record Build(string Name, string? Assembly);

    private sealed class Entry(bool isPostgres, Build build)
    {
        public bool IsPostgres { get; } = isPostgres;

        public Build Build { get; } = build;

        public Series FirstWins { get; } = new();

        public Series SteadyWins { get; } = new();

        public Series FirstP99 { get; } = new();

        public Series SteadyP99 { get; } = new();

        public override string ToString() => $"{(IsPostgres ? "PostgreSQL" : "SQLite")}, {Build.Name}";
    }
}
