namespace Seckill.Host.Hosting;

/// <summary>
/// A read that many requests share. One read is under way at a time; everybody who asks meanwhile shares the next one, so each gets
/// what was true after asking, and a thousand requests a second cost the database one read after the other.
/// </summary>
internal sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read)
{
    private readonly Lock _gate = new();
    private Task? _underWay;
    private Task<T>? _next;

    /// <summary>The result of a read that begins after this call.</summary>
    public Task<T> AfterNowAsync(CancellationToken cancellation)
    {
        Task<T> next;
        lock (_gate) next = _next ??= BeginAsync(_underWay);
        return next.WaitAsync(cancellation);
    }

    /// <summary>Nobody's cancellation ends it: others wait for it too. The read bounds itself.</summary>
    private async Task<T> BeginAsync(Task? before)
    {
        // Leaves the lock before anything else, and lets the read before this one end, however it ends.
        await Task.Yield();
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task<T> reading;
        lock (_gate)
        {
            // From here on an answer could be older than the question, so whoever asks now waits for the next read.
            _next = null;
            _underWay = reading = read(CancellationToken.None);
        }

        return await reading.ConfigureAwait(false);
    }
}
