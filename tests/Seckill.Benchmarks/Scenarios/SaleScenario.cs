using System.Diagnostics;
using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// 2,000,000 requests for 500 units at full speed. Driven by our own generator, because the number of requests and of each answer has
/// to be exact (wrk ends by the clock and tells wins from repeats only by a call per answer); the refusal rate that the sale is
/// compared with comes from the same generator, on the same item, right after it.
/// </summary>
internal static class SaleScenario
{
    private const int Units = 500;
    private const int Connections = 256;
    private const long Requests = 2_000_000;

    private static readonly TimeSpan RowsPatience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres, Ours.OnSqlite);
        var figures = lineup.Contenders.ToDictionary(contender => contender.Name, _ => new Figures());
        foreach (var name in figures.Keys) await RefuseAsync(bench, lineup.Product(name), await SellOutAsync(bench, lineup.Product(name)));
        // Each round is five million requests or so: three rounds instead of five.
        var rounds = Math.Min(bench.Options.Rounds, 3);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var (name, found) in figures)
            {
                var isCounted = round == rounds && name == Ours.OnPostgres;
                await (isCounted ? CountRowsAsync(bench, lineup.Product(name), found) : SellAsync(bench, lineup.Product(name), found));
                bench.Results.Round("sale", $"{name}, requests/s", round, found.PerSecond.Values[^1]);
                bench.Results.Round("sale", $"{name}, refusals/s alone", round, found.RefusalsAlone.Values[^1]);
            }
        }

        Report(bench, figures);
    }

    private static async Task SellAsync(Bench bench, Ours ours, Figures found)
    {
        var item = bench.NewItem("sale");
        await ours.OfferAsync(item, Units);
        await SellAsync(bench, ours, item, found);
        found.RefusalsAlone.Add(await RefuseAsync(bench, ours, item));
    }

    private static async Task<string> SellOutAsync(Bench bench, Ours ours)
    {
        var item = bench.NewItem("sale");
        await ours.OfferAsync(item, stock: 1);
        await ours.Client.BuyAsync(bench.Buyers.TokenOf(0), item);
        return item;
    }

    /// <summary>Refusals per second on an item that is sold out.</summary>
    private static async Task<double> RefuseAsync(Bench bench, Ours ours, string item)
    {
        var load = new SocketLoad(bench.Buyers, ours.Address, item)
        {
            // Winners are among the first buyers; these have all been refused before.
            Connections = Connections, FirstBuyer = bench.Buyers.Count / 2, Duration = TimeSpan.FromSeconds(bench.Options.Seconds),
        };
        var refusals = await load.RunAsync();
        if (refusals.Refused != refusals.Sent) throw new InvalidOperationException($"{ours.Name}: {refusals.Refused} of {refusals.Sent} requests were refused.");
        return refusals.Refused / refusals.Elapsed.TotalSeconds;
    }

    private static async Task SellAsync(Bench bench, Ours ours, string item, Figures found)
    {
        var load = new SocketLoad(bench.Buyers, ours.Address, item) { Connections = Connections, RequestsMax = (long)(Requests * bench.Options.Scale) };
        var began = Stopwatch.GetTimestamp();
        var running = load.RunAsync();
        // Looked for while the crowd still asks: rows that are only visible afterwards would be late.
        while ((await ours.CountAsync(item))!.Table < Units)
        {
            if (running.IsFaulted) await running;
            if (Stopwatch.GetElapsedTime(began) > RowsPatience) throw new TimeoutException($"{ours.Name}: the rows of '{item}' do not appear.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        var visible = Stopwatch.GetElapsedTime(began);
        var result = await running;
        if (result.Created != Units || result.Unanswered > 0)
            throw new InvalidOperationException($"{ours.Name}: {result.Created} wins of {Units} units, {result.Unanswered} requests unanswered.");
        await Invariant.HoldAsync(ours, [item], Units, cutOff: 0);
        found.PerSecond.Add(result.Sent / result.Elapsed.TotalSeconds);
        found.Seconds.Add(result.Elapsed.TotalSeconds);
        found.LastWin.Add(result.LastCreated.TotalSeconds);
        found.LastRow.Add(visible.TotalSeconds);
        (found.Refused, found.Repeated, found.Shed) = (result.Refused, result.Repeated, result.Shed);
    }

    /// <summary>A sale with what PostgreSQL itself has counted: rows inserted, updated and deleted in any table.</summary>
    private static async Task CountRowsAsync(Bench bench, Ours ours, Figures found)
    {
        await using var rows = new RowCounter(ours.ConnectionString);
        var before = await rows.ReadAsync();
        await SellAsync(bench, ours, found);
        foreach (var (table, count) in await rows.ReadAsync())
        {
            if (count > before.GetValueOrDefault(table)) found.Rows[table] = count - before.GetValueOrDefault(table);
        }
    }

    private static void Report(Bench bench, Dictionary<string, Figures> figures)
    {
        var requests = (long)(Requests * bench.Options.Scale);
        var table = bench.Results.Table(
            $"A sale: {Text.Of(requests)} requests for {Units} units, {Connections} connections", "contender", "seconds", "requests/s",
            "wins", "refusals", "repeats of winners", "shed", "last win after, s", "last row visible after, s", "refusals/s alone", "ratio");
        foreach (var (name, found) in figures)
        {
            var ratio = found.PerSecond.Median / found.RefusalsAlone.Median;
            table.Rows.Add(
            [
                name, Text.Of(found.Seconds), Text.Of(found.PerSecond), Text.Of(Units), Text.Of(found.Refused), Text.Of(found.Repeated),
                Text.Of(found.Shed), Text.Of(found.LastWin.Median), Text.Of(found.LastRow.Median), Text.Of(found.RefusalsAlone), Text.Of(ratio),
            ]);
            bench.Results.AtLeast($"requests/s of the sale against refusals/s alone, {name}", ratio, 0.9, "×");
        }

        var rows = figures[Ours.OnPostgres].Rows;
        var written = bench.Results.Table("Rows that such a sale writes, ours on PostgreSQL", "table", "rows inserted, updated or deleted");
        foreach (var (name, count) in rows) written.Rows.Add([name, Text.Of(count)]);
        bench.Results.AtMost("rows written to any table by a sale of 500 units", rows.Values.Max(), 600, "rows");
    }

    private sealed class Figures
    {
        public Series PerSecond { get; } = new();

        public Series Seconds { get; } = new();

        public Series LastWin { get; } = new();

        public Series LastRow { get; } = new();

        public Series RefusalsAlone { get; } = new();

        public Dictionary<string, long> Rows { get; } = [];

        public long Refused { get; set; }

        public long Repeated { get; set; }

        public long Shed { get; set; }
    }
}
