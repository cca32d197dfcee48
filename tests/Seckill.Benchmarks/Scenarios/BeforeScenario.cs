using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Did a change make the purchase slower? What a win on one item, a win on one of 100 items and a refusal cost this checkout's host and an
/// earlier build of it, on both stores.
/// </summary>
/// <remarks>
/// Both hosts are loaded at the same time, and compared by the CPU that an answer takes: whatever else the machine does meets both alike.
/// In turns, the same build held against itself came out at 0.90 × and 0.99 ×, because a shared machine changes more from one load to
/// the next than a change of the code is worth. Each pair is measured twice, with new processes, once in each order of start; the
/// geometric mean of both ratios counts.
/// </remarks>
internal static class BeforeScenario
{
    public const string Name = "before";

    private const int Connections = 128;
    private const int Items = 100;

    /// <summary>Less than this is slower, and not only noise.</summary>
    private const double NoSlower = 0.97;

    private static readonly (string Now, string Before)[] Pairs =
        [(Ours.OnPostgres, Ours.BeforeOnPostgres), (Ours.OnSqlite, Ours.BeforeOnSqlite)];

    public static async Task RunAsync(Bench bench)
    {
        if (bench.Options.Before is null)
            throw new InvalidOperationException("Say with --before where the earlier host is: the path of its Seckill.Host.dll, built in Release.");
        foreach (var (now, before) in Pairs)
        {
            var table = bench.Results.Table(
                $"{now} and {before}, side by side, {Connections} connections each", "load", "first started", $"{now}: CPU µs each, per second",
                $"{before}: CPU µs each, per second", "cost before / now, median (min to max)");
            var ratios = new List<(double Wins, double Spread, double Refusals)>();
            foreach (var names in (string[][])[[now, before], [before, now]])
            {
                await using var lineup = await Lineup.StartAsync(bench, names);
                var wins = await CompareAsync(bench, lineup, now, before, contender => WinAsync(bench, lineup, contender));
                var spread = await CompareAsync(bench, lineup, now, before, contender => WinAsync(bench, lineup, contender, Items));
                foreach (var ours in lineup.Contenders.OfType<Ours>()) await RefusalsScenario.SellOutAsync(bench, ours);
                var refusals = await CompareAsync(
                    bench, lineup, now, before, contender => RefusalsScenario.MeasureAsync(bench, contender, Connections));
                table.Rows.Add(["wins", names[0], wins.Now.ToString(), wins.Before.ToString(), Text.Of(wins.Ratio)]);
                table.Rows.Add([$"wins, {Items} items", names[0], spread.Now.ToString(), spread.Before.ToString(), Text.Of(spread.Ratio)]);
                table.Rows.Add(["refusals", names[0], refusals.Now.ToString(), refusals.Before.ToString(), Text.Of(refusals.Ratio)]);
                ratios.Add((wins.Ratio.Median, spread.Ratio.Median, refusals.Ratio.Median));
            }

            bench.Results.AtLeast($"a win's cost on {before} against {now}", Mean(ratios.Select(ratio => ratio.Wins)), NoSlower, "×");
            bench.Results.AtLeast(
                $"the cost of a win on one of {Items} items on {before} against {now}", Mean(ratios.Select(ratio => ratio.Spread)), NoSlower, "×");
            bench.Results.AtLeast($"a refusal's cost on {before} against {now}", Mean(ratios.Select(ratio => ratio.Refusals)), NoSlower, "×");
        }
    }

    /// <summary>Rounds in which both are loaded at once, of which the first is thrown away.</summary>
    private static async Task<(Costs Now, Costs Before, Series Ratio)> CompareAsync(
        Bench bench, Lineup lineup, string now, string before, Func<IContender, Task<(double PerSecond, Expense Expense)>> measure)
    {
        var (ours, theirs, ratio) = (new Costs(), new Costs(), new Series());
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            var both = await Task.WhenAll(measure(lineup[now]), measure(lineup[before]));
            if (round == 0) continue;
            ratio.Add(theirs.Add(both[1], bench.Options.Seconds) / ours.Add(both[0], bench.Options.Seconds));
        }

        return (ours, theirs, ratio);
    }

    private static async Task<(double PerSecond, Expense Expense)> WinAsync(Bench bench, Lineup lineup, IContender contender, int items = 1)
    {
        var trial = await Trial.WinsAsync(bench, lineup, contender, Connections, items);
        return (trial.PerSecond, trial.Expense);
    }

    private static double Mean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));

    private sealed class Costs
    {
        private readonly Series _micros = new();
        private readonly Series _perSecond = new();

        /// <summary>Takes a load in. Returns the CPU of one answer, of host and store, in microseconds.</summary>
        public double Add((double PerSecond, Expense Expense) load, int seconds)
        {
            var micros = (load.Expense.ServerCpuSeconds + load.Expense.StoreCpuSeconds) * 1e6 / (load.PerSecond * seconds);
            _micros.Add(micros);
            _perSecond.Add(load.PerSecond);
            return micros;
        }

        public override string ToString() => $"{Text.Of(_micros.Median)}, {Text.Of(_perSecond.Median)}";
    }
}
