namespace Seckill.Benchmarks;

/// <summary>A million refused requests after sold-out: the rate, and memory before and after.</summary>
internal static class RefusalScenario
{
    private const int Rounds = 10;
    private const int RequestsPerRound = 100_000;

    public static async Task RunAsync()
    {
        var (host, client, operatorToken) = await Bench.StartAsync();
        await using var _ = host;
        using var __ = client;
        var tokens = await client.TokensAsync(20_000, "u");
        await client.ListAsync(operatorToken, "gone", stock: 1);
        await client.BuyAsync(await client.TokenAsync("winner"), "gone");
        var load = new Wrk(host.Address, "/api/items/gone/orders", tokens);

        // The first rounds warm caches and let the heap find its size; flat is judged from then on.
        var requests = 0L;
        var memory = new List<double>();
        while (requests < Rounds * RequestsPerRound || memory.Count < Rounds)
        {
            var result = await load.RunAsync(connections: 256, seconds: 3);
            requests += result.Requests;
            memory.Add(Bench.ResidentMb(host.Id));
            Bench.Report($"refusals/s, round {memory.Count}", $"{result.Requests / result.Seconds:F0}; resident {memory[^1]:F0} MB; {requests} so far");
        }

        var warm = memory[(memory.Count / 3)..];
        Bench.Report("memory over the rounds after warm-up", $"{warm.Min():F0} to {warm.Max():F0} MB ({(warm.Max() / warm.Min() - 1) * 100:F1} %)");
        await Bench.VerifyAsync(client, operatorToken, "gone", 1);
    }
}
