using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Interleaved rounds: A B C, C B A, A B C, …, of which the first is thrown away. The order turns round each time, because whoever comes
/// after a contender that has left the disk or the database busy would otherwise pay for it in every round.
/// </summary>
internal static class Rounds
{
    /// <summary>Measures each contender in each round.</summary>
    /// <param name="bench">The run.</param>
    /// <param name="lineup">The contenders.</param>
    /// <param name="scenario">For the record of rounds.</param>
    /// <param name="measure">One load on one contender: answers per second, and what they have cost.</param>
    public static async Task<IReadOnlyList<Comparison>> CompareAsync(
        Bench bench, Lineup lineup, string scenario, Func<IContender, Task<(double PerSecond, Expense Expense)>> measure)
    {
        Comparison[] compared = [.. lineup.Contenders.Select(contender => new Comparison(contender.Name))];
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            foreach (var comparison in round % 2 == 0 ? compared : compared.Reverse())
            {
                var (perSecond, expense) = await measure(lineup[comparison.Contender]);
                if (round == 0) continue;
                comparison.PerSecond.Add(perSecond);
                comparison.CpuMicros.Add((expense.ServerCpuSeconds + expense.StoreCpuSeconds) * 1e6 / (perSecond * bench.Options.Seconds));
                comparison.LoadShare.Add(expense.LoadShare);
                bench.Results.Round(scenario, comparison.Contender, round, perSecond);
            }
        }

        return compared;
    }

    /// <summary>Puts the comparison into a table, with the ratio to one of the contenders.</summary>
    public static void Tabulate(Results results, string title, IReadOnlyList<Comparison> compared, string reference)
    {
        var table = results.Table(
            title, "contender", "per second, median (min to max)", $"of {reference}", "CPU µs each, server and store", "load generator's share of CPU");
        foreach (var comparison in compared)
        {
            table.Rows.Add(
            [
                comparison.Contender, Text.Of(comparison.PerSecond), Text.Of(RatioOf(compared, comparison.Contender, reference)),
                Text.Of(comparison.CpuMicros.Median), Text.Percent(comparison.LoadShare.Median),
            ]);
        }
    }

    /// <summary>The ratio of two contenders' medians.</summary>
    public static double RatioOf(IReadOnlyList<Comparison> compared, string contender, string reference) =>
        MedianOf(compared, contender) / MedianOf(compared, reference);

    private static double MedianOf(IReadOnlyList<Comparison> compared, string contender) =>
        compared.First(comparison => comparison.Contender == contender).PerSecond.Median;
}

/// <summary>What the rounds have shown of one contender.</summary>
internal sealed record Comparison(string Contender)
{
    public Series PerSecond { get; } = new();

    public Series CpuMicros { get; } = new();

    public Series LoadShare { get; } = new();
}
