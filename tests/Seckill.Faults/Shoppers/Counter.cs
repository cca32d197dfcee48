using Seckill.Faults.Receipts;

namespace Seckill.Faults.Shoppers;

/// <summary>Where all requests of a sale pass: routed, counted, and repeated under the same key until there is an answer.</summary>
internal sealed class Counter(Routes routes, Wire wire, Tally tally, ReceiptBook receipts)
{
    private static readonly int[] PausesMs = [0, 50, 100, 200, 400, 800];

    public Tally Tally => tally;

    /// <summary>Asks once, at a node of the routes' choice.</summary>
    public async Task<Heard> AskAsync(Call call, Random random, bool isPurchase = false)
    {
        var node = routes.Pick(random);
        var heard = await wire.SendAsync(node, call);
        tally.Add(heard, isPurchase);
        if (heard.Silence != Silence.None) routes.Avoid(node);
        if (heard.Status == 500 || heard.Status == 401 || heard.Code is "item_not_found")
            receipts.Complain($"{node} answered {call.Method} {call.Path} with {heard.Status} {heard.Body?.ToJsonString()}");
        return heard;
    }

    /// <summary>Asks until there is an answer, at other nodes, within a bound; the last one is returned whatever it is.</summary>
    public async Task<Heard> InsistAsync(
        Call call, Random random, TimeSpan bound, bool isPurchase = false, Action<Heard>? onEach = null, CancellationToken giveUp = default)
    {
        var until = Environment.TickCount64 + (long)bound.TotalMilliseconds;
        for (var attempt = 0; ; attempt++)
        {
            var heard = await AskAsync(call, random, isPurchase);
            onEach?.Invoke(heard);
            if (!heard.AsksForRepeat || Environment.TickCount64 > until || giveUp.IsCancellationRequested) return heard;
            await Pause.ForAsync(PausesMs[Math.Min(attempt, PausesMs.Length - 1)] + random.Next(20));
        }
    }
}

/// <summary>A breath between two requests of one person.</summary>
internal static class Pause
{
    public static async Task ForAsync(int pauseMs)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(1, pauseMs)));
        await timer.WaitForNextTickAsync();
    }
}
