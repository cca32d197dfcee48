namespace Seckill.Host.Orders;

/// <summary>
/// A read that many requests share. One read is under way at a time. All requests that arrive meanwhile share the next one, so each gets
/// a result read after its arrival, and a thousand requests a second cost the database only one read after the other.
/// </summary>
internal sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read)
{
    private readonly Lock _gate = new();

    /// <summary>The newest read, whether or not it has begun.</summary>
    private Task? _latest;

    /// <summary>The newest read, until it begins.</summary>
    private Task<T>? _next;

    /// <summary>Whether a read is waiting to start.</summary>
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

    /// <summary>No request's cancellation ends it, because others wait for it too. The read has its own time-out.</summary>
    private async Task<T> RunAsync(Task? before)
    {
        // First leaves the lock, then waits for the previous read, whatever its result.
        await Task.Yield();
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // From now on the result could be older than a request, so new requests wait for the next read.
        lock (_gate) _next = null;
        return await read(CancellationToken.None).ConfigureAwait(false);
    }
}
