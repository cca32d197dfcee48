using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>Winning purchases per second on one hot item, closed loop: everybody at 256 connections, some at 64 and 1,024.</summary>
internal static class WinsScenario
{
    private const string Name = "wins";
    private const int Usual = 256;
    private const int Many = 1_024;

    private static readonly int[] Others = [64, Many];

    private static readonly string[] MeasuredAtOthers = [Ours.OnPostgres, Ours.OnSqlite, Rival.Empty];

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Lineup.All);
        var entries = Entries();
        var batches = new BatchSizes();
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await lineup.RenewAsync();
            // The discarded round is the same for everybody, as the warm-up is.
            foreach (var entry in entries.Where(entry => round > 0 || entry.Connections == Usual))
            {
                var contender = lineup[entry.Contender];
                var isWatched = round > 0 && entry is { Contender: Ours.OnPostgres, Connections: Usual };
                if (isWatched) await batches.BeginAsync((Ours)contender);
                var trial = await Trial.WinsAsync(bench, lineup, contender, entry.Connections);
                if (isWatched) await batches.EndAsync((Ours)contender);
                if (round == 0) continue;
                entry.Add(trial);
                bench.Results.Round(Name, $"{entry.Contender} at {entry.Connections}", round, trial.PerSecond);
            }
        }

        Report(bench.Results, entries, batches);
    }

    private static List<Entry> Entries()
    {
        var entries = Lineup.All.Select(name => new Entry(name, Usual)).ToList();
        entries.AddRange(Others.SelectMany(connections => MeasuredAtOthers.Select(name => new Entry(name, connections))));
        return entries;
    }

    private static void Report(Results results, List<Entry> entries, BatchSizes batches)
    {
        var table = results.Table(
            "Wins per second on one hot item, closed loop", "contender", "connections", "wins/s, median (min to max)", "of the empty endpoint",
            "CPU µs per win: server", "store", "load generator's share of CPU", "KB allocated per win", "bytes written per win");
        foreach (var entry in entries)
        {
            var ceiling = Median(Rival.Empty, entry.Connections);
            table.Rows.Add(
            [
                entry.Contender, Text.Of(entry.Connections), Text.Of(entry.Wins), Text.Of(entry.Wins.Median / ceiling),
                Text.Of(entry.ServerMicros.Median), Text.Of(entry.StoreMicros.Median), Text.Percent(entry.LoadShare.Median),
                Text.Of(entry.AllocatedKb.Median), Text.Of(entry.WrittenBytes.Median),
            ]);
        }

        foreach (var entry in entries.Where(entry => entry.Connections == Usual))
            results.Bars.Add(new Bar(entry.Contender, entry.Wins.Median, entry.Wins.Min, entry.Wins.Max, entry.Contender.StartsWith("ours", StringComparison.Ordinal)));
        batches.Report(results);

        var usual = entries.First(entry => entry is { Contender: Ours.OnPostgres, Connections: Usual });
        var ours = usual.Wins.Median;
        foreach (var (sockets, suffix) in ((string, string)[])[("the framework's sockets", ""), ("our sockets", Rival.OurSockets)])
        {
            results.AtLeast($"wins/s against the empty endpoint, 256 connections, {sockets}", ours / Median($"{Rival.Empty}{suffix}", Usual), 0.55, "×");
            results.AtLeast($"wins/s against Redis Lua, AOF everysec, {sockets}", ours / Median($"redis-everysec{suffix}", Usual), 1.1, "×");
            results.AtLeast($"wins/s against Redis Lua, AOF always, {sockets}", ours / Median($"redis-always{suffix}", Usual), 1.1, "×");
        }

        results.AtLeast("wins/s against PostgreSQL, one hot row", ours / Median("pg-hot-row", Usual), 20, "×");
        results.AtLeast("wins/s against PostgreSQL, SKIP LOCKED", ours / Median("pg-skip-locked", Usual), 8, "×");
        results.AtLeast("wins/s at 1,024 connections against 256", Median(Ours.OnPostgres, Many) / ours, 0.9, "×");
        results.AtLeast("wins/s, SQLite against PostgreSQL", Median(Ours.OnSqlite, Usual) / ours, 0.9, "×");
        results.AtMost("allocated by the host per win", usual.AllocatedKb.Median, 2, "KB");
        results.AtMost("CPU of PostgreSQL per win", usual.StoreMicros.Median, 7, "µs");

        double Median(string contender, int connections) =>
            entries.First(entry => entry.Contender == contender && entry.Connections == connections).Wins.Median;
    }

    private sealed record Entry(string Contender, int Connections)
    {
        public Series Wins { get; } = new();

        public Series ServerMicros { get; } = new();

        public Series StoreMicros { get; } = new();

        public Series LoadShare { get; } = new();

        public Series AllocatedKb { get; } = new();

        public Series WrittenBytes { get; } = new();

        public void Add(Trial trial)
        {
            Wins.Add(trial.PerSecond);
            ServerMicros.Add(trial.Expense.ServerCpuSeconds * 1e6 / trial.Orders);
            StoreMicros.Add(trial.Expense.StoreCpuSeconds * 1e6 / trial.Orders);
            LoadShare.Add(trial.Expense.LoadShare);
            AllocatedKb.Add(trial.Expense.AllocatedBytes / 1_024 / trial.Orders);
            WrittenBytes.Add(trial.Expense.WrittenBytes / trial.Orders);
        }
    }
}
