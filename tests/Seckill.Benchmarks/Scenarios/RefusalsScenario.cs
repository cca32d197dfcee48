using System.Net;
using Seckill.Benchmarks.Accounting;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>Refusals per second after sold-out, every request by another buyer, against the empty endpoint.</summary>
internal static class RefusalsScenario
{
    private const string Name = "refusals";
    private const string Item = "gone";
    private const int Connections = 256;

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Ours.OnPostgres, Ours.OnSqlite, Rival.Empty);
        foreach (var ours in lineup.Contenders.OfType<Ours>()) await SellOutAsync(bench, ours);
        var compared = await Rounds.CompareAsync(bench, lineup, Name, contender => MeasureAsync(bench, contender));
        Rounds.Tabulate(bench.Results, "Refusals per second after sold-out, 256 connections", compared, Rival.Empty);
        foreach (var product in (string[])[Ours.OnPostgres, Ours.OnSqlite])
            bench.Results.AtLeast($"refusals/s against the empty endpoint, {product}", Rounds.RatioOf(compared, product, Rival.Empty), 0.85, "×");
    }

    /// <summary>The last buyer gets the only unit; the load is made of the others.</summary>
    public static async Task SellOutAsync(Bench bench, Ours ours)
    {
        await ours.OfferAsync(Item, stock: 1);
        var answer = await ours.Client.BuyAsync(bench.Buyers.TokenOf(bench.Buyers.Count - 1), Item);
        if (answer.Status != HttpStatusCode.Created) throw new InvalidOperationException($"{ours.Name} does not sell: {answer.Code}.");
    }

    /// <summary>One load of refusals on one contender.</summary>
    public static async Task<(double PerSecond, Expense Expense)> MeasureAsync(
        Bench bench, IContender contender, int connections = Connections)
    {
        var soldOut = await SoldOutAsync(contender);
        var load = new Wrk(bench.Buyers, contender.Address, $"/api/items/{Item}/orders") { BuyersUsed = bench.BuyersFor(contender.Name) };
        var (result, expense) = await Trial.RunAsync(contender, load, connections, bench.Options.Seconds);
        if (contender is Ours)
        {
            // By code and not only by status: a refusal for another reason would be another figure.
            soldOut = await SoldOutAsync(contender) - soldOut;
            if (result.Accepted > 0 || soldOut < result.Refused)
                throw new InvalidOperationException($"{contender.Name}: {result} but {soldOut} times sold_out.");
            await Invariant.HoldAsync(contender, [Item], wins: 1, cutOff: 0);
        }

        return (result.Requests / result.Seconds, expense);
    }

    private static async Task<double> SoldOutAsync(IContender contender) =>
        contender is Ours ours ? (await ours.MetricsAsync()).SumOf("seckill_requests_total", "outcome=\"sold_out\"") : 0;
}
