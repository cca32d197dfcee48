namespace Seckill.Docker.Tests.Testing;

/// <summary>Waiting for what other processes do.</summary>
public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again until it is so.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isTrue, string what = "It", TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isTrue())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"{what} is not so after {patience ?? Patience}.");
            await poll.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
