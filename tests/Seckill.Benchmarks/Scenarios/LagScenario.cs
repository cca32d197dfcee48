using HdrHistogram;
using Npgsql;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// How far the orders table is behind the sale at its peak: every 50 ms, the age of the newest visible row of the item that is being
/// sold. It counts from the item's decision, so the journal's write is in it.
/// </summary>
internal static class LagScenario
{
    private const int Connections = 256;
    private const string Newest = "SELECT created_at_ms FROM orders WHERE item_id = $1 ORDER BY sequence DESC LIMIT 1";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres);
        var (p50, p99, max, rates) = (new Series(), new Series(), new Series(), new Series());
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await lineup.RenewAsync();
            var (ours, item) = (lineup.Product(), bench.NewItem("lag"));
            await ours.OfferAsync(item, stock: 10_000_000);
            var (result, ages) = await SellAsync(bench, ours, item);
            var orders = await Invariant.HoldAsync(ours, [item], result.Accepted, Connections);
            lineup.Sold(ours, orders ?? 0);
            if (round == 0) continue;
            p50.Add(ages.GetValueAtPercentile(50) / 1e3);
            p99.Add(ages.GetValueAtPercentile(99) / 1e3);
            max.Add(ages.GetValueAtPercentile(100) / 1e3);
            rates.Add(result.Accepted / result.Seconds);
            bench.Results.Round("lag", "p99 in s", round, p99.Values[^1]);
        }

        var table = bench.Results.Table("Lag of order rows at peak, ours on PostgreSQL", "wins/s meanwhile", "p50, s", "p99, s", "max, s");
        table.Rows.Add([Text.Of(rates), Text.Of(p50), Text.Of(p99), Text.Of(max)]);
        bench.Results.AtMost("lag of order rows at peak, p99", p99.Median, 3, "s");
    }

    private static async Task<(WrkResult Result, LongHistogram AgesMs)> SellAsync(Bench bench, Ours ours, string item)
    {
        var load = new Wrk(bench.Buyers, ours.Address, $"/api/items/{item}/orders") { BuyersUsed = bench.BuyersFor(ours.Name) };
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(ours.ConnectionString, item, over.Token);
        var result = await load.RunAsync(Connections, bench.Options.Seconds);
        await over.CancelAsync();
        var ages = await watching;
        await ours.SettleAsync();
        return (result, ages);
    }

    private static async Task<LongHistogram> WatchAsync(string connectionString, string item, CancellationToken over)
    {
        var ages = new LongHistogram(3_600_000, 3);
        await using var database = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=2;Auto Prepare Min Usages=1");
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(Newest, connection) { Parameters = { new NpgsqlParameter { Value = item } } };
        using var look = new PeriodicTimer(LookEvery);
        while (!over.IsCancellationRequested)
        {
            // Before the first row there is nothing that could be late.
            if (await command.ExecuteScalarAsync(CancellationToken.None) is long createdAtMs)
                ages.RecordValue(Math.Max(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - createdAtMs, 0));
            await look.WaitForNextTickAsync(CancellationToken.None);
        }

        return ages.TotalCount > 0 ? ages : throw new InvalidOperationException($"No row of '{item}' was visible for as long as it sold.");
    }
}
