namespace Seckill.Host.Tests.Testing;

/// <summary>Asks again and again, within a bound, until something is so.</summary>
public static class Eventually
{
    /// <summary>Far more than anything here may take, so that a slow machine is not an error.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>The first answer that is as wanted; fails with the last one.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        using var pause = new PeriodicTimer(AskEvery);
        while (true)
        {
            var answer = await ask();
            if (isSo(answer)) return answer;
            if (limit.IsCancellationRequested) throw new TimeoutException($"It did not become so. The last answer:\n{answer}");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits for a line of a host's log: the console is written by a thread of its own, after the answer may be out.</summary>
    public static Task<string> LoggedAsync(Func<string> output, string text) =>
        GetAsync(() => Task.FromResult(output()), log => log.Contains(text, StringComparison.Ordinal));

    /// <summary>An order once it has that status.</summary>
    public static Task<Received> OrderAsync(Party buyer, string orderId, string status) =>
        GetAsync(() => buyer.OrderAsync(orderId), answer => (string?)answer["status"] == status);
}
