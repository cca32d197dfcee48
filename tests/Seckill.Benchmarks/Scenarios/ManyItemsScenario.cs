using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>Wins per second over 100 items, against one.</summary>
internal static class ManyItemsScenario
{
    private const int Items = 100;
    private const int Connections = 256;

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres, Ours.OnSqlite);
        var rates = lineup.Contenders.ToDictionary(contender => contender.Name, _ => (One: new Series(), Many: new Series()));
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await lineup.RenewAsync();
            foreach (var (name, (one, many)) in rates)
            {
                var single = await Trial.WinsAsync(bench, lineup, lineup[name], Connections);
                var spread = await Trial.WinsAsync(bench, lineup, lineup[name], Connections, Items);
                if (round == 0) continue;
                one.Add(single.PerSecond);
                many.Add(spread.PerSecond);
                bench.Results.Round("items", $"{name}, one item", round, single.PerSecond);
                bench.Results.Round("items", $"{name}, {Items} items", round, spread.PerSecond);
            }
        }

        var table = bench.Results.Table("Wins per second over 100 items, 256 connections", "contender", "one item", "100 items", "ratio of medians");
        foreach (var (name, (one, many)) in rates)
            table.Rows.Add([name, Text.Of(one), Text.Of(many), Text.Of(many.Median / one.Median)]);
        foreach (var (name, (one, many)) in rates)
            bench.Results.AtLeast($"wins/s over 100 items against one item, {name}", many.Median / one.Median, 0.8, "×");
    }
}
