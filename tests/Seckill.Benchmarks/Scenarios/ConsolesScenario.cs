using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// Latency of purchases in steady state at a constant rate while operators follow the item and the journal and audit without a pause, against the same
/// rate without operators, in turn.
/// </summary>
internal static class ConsolesScenario
{
    private const string Name = "consoles";
    private const int Connections = 256;
    private const int StockMax = 100_000_000;
    private const int Watching = 25;
    private const int Tailing = 24;

    /// <summary>Of the capacity, which is measured first: above it a queue would measure itself.</summary>
    private const double Load = 0.5;

    /// <summary>Not counted: connections are accepted, and consoles open, in the first moment.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres);
        var (without, with, rows, audits, rate) = (new Series(), new Series(), new Series(), new Series(), 0.0);
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await lineup.RenewAsync();
            var full = await SellAsync(bench, lineup, rate: null, around: null);
            if (round <= 1) rate = full.Created / full.Elapsed.TotalSeconds * Load;
            foreach (var hasConsoles in round % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                var (shown, audited) = (0L, 0L);
                var result = await SellAsync(bench, lineup, rate, hasConsoles ? LookOnAsync : null);
                if (round == 0) continue;
                (hasConsoles ? with : without).Add(result.Wins.GetValueAtPercentile(99) / 1e3);
                bench.Results.Round(Name, $"p99 of wins in ms, {(hasConsoles ? "with consoles" : "without")}", round, result.Wins.GetValueAtPercentile(99) / 1e3);
                if (!hasConsoles) continue;
                rows.Add(shown / result.Elapsed.TotalSeconds);
                audits.Add(audited);

                async Task LookOnAsync(string item, Func<Task> sell)
                {
                    await using var consoles = await Consoles.OpenAsync(lineup.Product().Address, item, Watching, Tailing);
                    await sell();
                    (shown, audited) = (consoles.Rows, consoles.Audits);
                }
            }
        }

        var table = bench.Results.Table(
            $"Purchases at {Text.Of(rate)} wins/s while {Watching} consoles watch the item, {Tailing} follow the journal and one audits it",
            "p99 of wins without, ms", "with consoles, ms", "ratio", "rows/s to all consoles", "audits");
        table.Rows.Add([Text.Of(without), Text.Of(with), Text.Of(with.Median / without.Median), Text.Of(rows.Median), Text.Of(audits.Median)]);
        bench.Results.AtMost("p99 of wins with 50 consoles against none", with.Median / without.Median, 1.1, "×");
    }

    private static async Task<SocketLoadResult> SellAsync(Bench bench, Lineup lineup, double? rate, Func<string, Func<Task>, Task>? around)
    {
        var (ours, item) = (lineup.Product(), bench.NewItem(Name));
        await ours.OfferAsync(item, StockMax);
        var load = new SocketLoad(bench.Buyers, ours.Address, item)
        {
            Connections = Connections, RatePerSecond = rate, Opening = Opening, Duration = Opening + TimeSpan.FromSeconds(bench.Options.Seconds),
        };
        var result = default(SocketLoadResult)!;
        if (around is null) await RunAsync();
        else await around(item, RunAsync);
        await ours.SettleAsync();
        await Invariant.HoldAsync(ours, [item], result.Created, result.Unanswered + result.Shed);
        lineup.Sold(ours, result.Created);
        return result;

        async Task RunAsync() => result = await load.RunAsync();
    }
}
