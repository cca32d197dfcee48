using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Seckill.Benchmarks;

/// <summary>100,000 buyers, 500 units, 256 connections: exactly 500 orders, none twice, and how soon the last row is visible.</summary>
internal static class SaleScenario
{
    private const int Buyers = 100_000;
    private const int Units = 500;
    private const int Connections = 256;

    public static async Task RunAsync()
    {
        var (host, client, operatorToken) = await Bench.StartAsync(Connections);
        await using var _ = host;
        using var __ = client;
        var tokens = await client.TokensAsync(Buyers, "u");
        await client.ListAsync(operatorToken, "sale", Units);

        var orders = new ConcurrentBag<string>();
        var codes = new ConcurrentDictionary<string, int>();
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            int buyer;
            while ((buyer = Interlocked.Increment(ref next)) < Buyers)
            {
                var answer = await client.BuyAsync(tokens[buyer], "sale");
                if (answer.Status == HttpStatusCode.Created) orders.Add(answer.OrderId!);
                else codes.AddOrUpdate(answer.Code ?? answer.Status.ToString(), 1, (_, count) => count + 1);
            }
        }));
        var took = watch.Elapsed;
        watch.Restart();
        while (await Bench.OrderRowsAsync(client, operatorToken, "sale") < orders.Count) await Task.Yield();

        Bench.Report("requests/s, driven by HttpClient", $"{Buyers / took.TotalSeconds:F0}");
        Bench.Report("orders, distinct", $"{orders.Count}, {orders.Distinct().Count()}");
        Bench.Report("refusals", $"{string.Join(", ", codes.Select(code => $"{code.Key} {code.Value}"))}");
        Bench.Report("orders table complete after the last answer", $"{watch.Elapsed.TotalMilliseconds:F0} ms");
        if (orders.Count != Units || orders.Distinct().Count() != Units) throw new InvalidOperationException("Not exactly one order per unit.");
        await Bench.VerifyAsync(client, operatorToken, "sale", Units);
    }
}
