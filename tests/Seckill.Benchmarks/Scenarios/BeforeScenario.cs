using Seckill.Benchmarks.Contenders;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Did a change make the purchase slower? Wins and refusals per second of this checkout's host and of an earlier build of it, both
/// stores, in interleaved rounds.
/// </summary>
internal static class BeforeScenario
{
    public const string Name = "before";

    private const int Connections = 256;

    /// <summary>Medians of five rounds of the same build differ by as much on a shared machine.</summary>
    private const double NoSlower = 0.97;

    private static readonly (string Now, string Before)[] Pairs =
        [(Ours.OnPostgres, Ours.BeforeOnPostgres), (Ours.OnSqlite, Ours.BeforeOnSqlite)];

    public static async Task RunAsync(Bench bench)
    {
        if (bench.Options.Before is null)
            throw new InvalidOperationException("Say with --before where the earlier host is: the path of its Seckill.Host.dll, built in Release.");
        await using var lineup = await Lineup.StartAsync(bench, Pairs.SelectMany(pair => (string[])[pair.Now, pair.Before]));

        var wins = await Rounds.CompareAsync(bench, lineup, "before: wins", async contender =>
        {
            var trial = await Trial.WinsAsync(bench, lineup, contender, Connections);
            return (trial.PerSecond, trial.Expense);
        });
        Report(bench, "wins", wins);

        foreach (var ours in lineup.Contenders.OfType<Ours>()) await RefusalsScenario.SellOutAsync(bench, ours);
        Report(bench, "refusals", await Rounds.CompareAsync(
            bench, lineup, "before: refusals", contender => RefusalsScenario.MeasureAsync(bench, contender)));
    }

    private static void Report(Bench bench, string what, IReadOnlyList<Comparison> compared)
    {
        Rounds.Tabulate(bench.Results, $"Now and before: {what} per second, {Connections} connections", compared, Ours.BeforeOnPostgres);
        foreach (var (now, before) in Pairs)
            bench.Results.AtLeast($"{what}/s, {now} against {before}", Rounds.RatioOf(compared, now, before), NoSlower, "×");
    }
}
