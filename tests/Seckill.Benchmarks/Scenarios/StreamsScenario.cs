using System.Diagnostics;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>Wins per second of an item that thousands look at through event streams, against one that nobody looks at.</summary>
internal static class StreamsScenario
{
    private const string Name = "streams";
    private const int Connections = 256;
    private const int Streams = 5_000;

    private static readonly string[] Products = [Ours.OnPostgres, Ours.OnSqlite];

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Products);
        Entry[] entries = [.. Products.Select(name => new Entry(name))];
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            foreach (var entry in entries)
            {
                // Whoever comes second in a round finds the disk and the collector busier, so the order turns round each time.
                foreach (var isWatched in round % 2 == 0 ? (bool[])[false, true] : [true, false])
                    await MeasureAsync(bench, lineup, entry, isWatched, round);
            }
        }

        var table = bench.Results.Table(
            $"Wins per second with {Streams:N0} open event streams of the item", "contender", "none open, median (min to max)",
            "with streams, median (min to max)", "ratio", "events/s to all streams");
        foreach (var entry in entries)
        {
            var ratio = entry.Watched.Median / entry.Unwatched.Median;
            table.Rows.Add([entry.Contender, Text.Of(entry.Unwatched), Text.Of(entry.Watched), Text.Of(ratio), Text.Of(entry.Events.Median)]);
            bench.Results.AtLeast($"wins/s with {Streams:N0} event streams against none, {entry.Contender}", ratio, 0.9, "×");
        }
    }

    private static async Task MeasureAsync(Bench bench, Lineup lineup, Entry entry, bool isWatched, int round)
    {
        var (ours, eventsPerSecond) = (lineup.Product(entry.Contender), 0.0);
        var trial = await Trial.WinsAsync(bench, lineup, ours, Connections, around: isWatched ? LookOnAsync : null);
        if (round == 0) return;
        (isWatched ? entry.Watched : entry.Unwatched).Add(trial.PerSecond);
        if (isWatched) entry.Events.Add(eventsPerSecond);
        bench.Results.Round(Name, $"{entry.Contender} with {(isWatched ? Streams : 0)} streams", round, trial.PerSecond);

        async Task LookOnAsync(string item, Func<Task> sell)
        {
            await using var onlookers = await Onlookers.OpenAsync(ours.Address, item, Streams);
            // Opening thousands of streams leaves objects that the collector first has to move once. People open pages before a sale.
            await Trial.WinsAsync(bench, lineup, ours, Connections);
            // The sale lasts until its last row is written, which is longer than the load.
            var (before, began) = (onlookers.Events, Stopwatch.GetTimestamp());
            await sell();
            eventsPerSecond = (onlookers.Events - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }

    private sealed record Entry(string Contender)
    {
        public Series Unwatched { get; } = new();

        public Series Watched { get; } = new();

        public Series Events { get; } = new();
    }
}
