using Seckill.Benchmarks.Contenders;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>Wins per second with one request of a hundred traced and exported, against none.</summary>
internal static class TracesScenario
{
    private const string Name = "traces";
    private const int Connections = 256;

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres, Ours.TracedOnPostgres);
        var compared = await Rounds.CompareAsync(bench, lineup, Name, async contender =>
        {
            var trial = await Trial.WinsAsync(bench, lineup, contender, Connections);
            return (trial.PerSecond, trial.Expense);
        });
        if (bench.Traces.Exports == 0) throw new InvalidOperationException("Nothing was exported.");
        Rounds.Tabulate(bench.Results, "Wins per second with 1 % of the requests traced, 256 connections", compared, Ours.OnPostgres);
    }
}
