using System.Diagnostics;
using System.Net;
using Seckill.Testing;

namespace Seckill.Benchmarks;

/// <summary>
/// An item with 100,000 orders is killed and comes back: how long from the start of the process until ready, and how long the item
/// itself takes for its first answer, which is snapshot plus tail.
/// </summary>
internal static class RecoveryScenario
{
    private const int Orders = 100_000;

    public static async Task RunAsync()
    {
        var (host, client, operatorToken) = await Bench.StartAsync();
        await using var _ = host;
        using var __ = client;
        var tokens = await client.TokensAsync(Orders, "u");
        await client.ListAsync(operatorToken, "big", Orders + 1);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, 256).Select(async _ =>
        {
            int buyer;
            while ((buyer = Interlocked.Increment(ref next)) < Orders)
            {
                if ((await client.BuyAsync(tokens[buyer], "big")).Status != HttpStatusCode.Created) throw new InvalidOperationException("Not won.");
            }
        }));

        for (var round = 1; round <= 5; round++)
        {
            await host.KillAsync();
            var watch = Stopwatch.StartNew();
            await host.StartReadyAsync();
            var ready = watch.Elapsed;
            using var fresh = new SaleClient(host.Address);
            var answer = await fresh.BuyAsync(tokens[0], "big");
            Bench.Report($"round {round}: ready after; first answer after", $"{ready.TotalMilliseconds:F0} ms; {watch.ElapsedMilliseconds} ms ({answer.Status})");
        }

        using var again = new SaleClient(host.Address, timeout: TimeSpan.FromSeconds(60));
        await Bench.VerifyAsync(again, operatorToken, "big", Orders);
    }
}
