namespace Seckill.Host.Orders;

/// <summary>
/// A read that many requests share. One read is under way at a time; everybody who asks meanwhile shares the next one, so each gets
/// what was true after asking, and a thousand requests a second cost the database one read after the other.
/// </summary>
internal sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read)
{
    private readonly Lock _gate = new();

    /// <summary>The newest read, whether or not it has begun.</summary>
    private Task? _latest;

    /// <summary>The newest read, until it begins.</summary>
    private Task<T>? _next;

    /// <summary>Whether a read waits for its turn.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate) return _next is not null;
        }
    }

    /// <summary>The result of a read that begins after this call.</summary>
    public Task<T> AfterNowAsync(CancellationToken cancellation)
    {
        Task<T> next;
        lock (_gate)
        {
            if (_next is null) _latest = _next = RunAsync(_latest);
            next = _next;
        }

        return next.WaitAsync(cancellation);
    }

    /// <summary>Nobody's cancellation ends it: others wait for it too. The read bounds itself.</summary>
    private async Task<T> RunAsync(Task? before)
    {
        // Leaves the lock before anything else, and lets the read before this one end, however it ends.
        await Task.Yield();
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // From here on an answer could be older than the question, so whoever asks now waits for the next read.
        lock (_gate) _next = null;
        return await read(CancellationToken.None).ConfigureAwait(false);
    }
}
