using Seckill.Benchmarks.Contenders;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Did a change make the purchase slower? Wins and refusals per second of this checkout's host and of an earlier build of it, on both
/// stores, in interleaved rounds.
/// </summary>
/// <remarks>
/// Held against itself, a build came out at 0.90 × on PostgreSQL: the process that was started first was slower in each of five rounds. So
/// each pair is measured twice, with new processes, once in each order, and what counts is the geometric mean of both ratios.
/// </remarks>
internal static class BeforeScenario
{
    public const string Name = "before";

    private const int Connections = 256;

    /// <summary>Less than this is slower, and not only noise of a shared machine.</summary>
    private const double NoSlower = 0.97;

    private static readonly (string Now, string Before)[] Pairs =
        [(Ours.OnPostgres, Ours.BeforeOnPostgres), (Ours.OnSqlite, Ours.BeforeOnSqlite)];

    public static async Task RunAsync(Bench bench)
    {
        if (bench.Options.Before is null)
            throw new InvalidOperationException("Say with --before where the earlier host is: the path of its Seckill.Host.dll, built in Release.");
        foreach (var (now, before) in Pairs)
        {
            var first = await CompareAsync(bench, now, before);
            var second = await CompareAsync(bench, before, now);
            Report(bench, "wins", now, before, first.Wins, second.Wins);
            Report(bench, "refusals", now, before, first.Refusals, second.Refusals);
        }
    }

    private static async Task<(IReadOnlyList<Comparison> Wins, IReadOnlyList<Comparison> Refusals)> CompareAsync(Bench bench, params string[] names)
    {
        await using var lineup = await Lineup.StartAsync(bench, names);
        var wins = await Rounds.CompareAsync(bench, lineup, "before: wins", async contender =>
        {
            var trial = await Trial.WinsAsync(bench, lineup, contender, Connections);
            return (trial.PerSecond, trial.Expense);
        });
        foreach (var ours in lineup.Contenders.OfType<Ours>()) await RefusalsScenario.SellOutAsync(bench, ours);
        var refusals = await Rounds.CompareAsync(
            bench, lineup, "before: refusals", contender => RefusalsScenario.MeasureAsync(bench, contender));
        return (wins, refusals);
    }

    private static void Report(
        Bench bench, string what, string now, string before, IReadOnlyList<Comparison> nowFirst, IReadOnlyList<Comparison> beforeFirst)
    {
        Rounds.Tabulate(bench.Results, $"{what} per second, {Connections} connections, {now} started first", nowFirst, before);
        Rounds.Tabulate(bench.Results, $"{what} per second, {Connections} connections, {before} started first", beforeFirst, before);
        var ratio = Math.Sqrt(Rounds.RatioOf(nowFirst, now, before) * Rounds.RatioOf(beforeFirst, now, before));
        bench.Results.AtLeast($"{what}/s, {now} against {before}", ratio, NoSlower, "×");
    }
}
