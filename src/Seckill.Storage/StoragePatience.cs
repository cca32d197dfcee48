using Microsoft.Extensions.Options;

namespace Seckill.Storage;

/// <summary>
/// Bounds every wait for the tables: a database that hangs is as unavailable as one that is gone, and whoever asked gets told soon.
/// </summary>
public sealed class StoragePatience(IOptions<StorageLimits> limits, TimeProvider time)
{
    /// <summary>How long anybody waits.</summary>
    public TimeSpan Allowed { get; } = TimeSpan.FromMilliseconds(limits.Value.StorageTimeoutMs);

    /// <summary>Does something with the tables, within the time allowed.</summary>
    /// <exception cref="StorageUnavailableException">The storage is unavailable, or too slow.</exception>
    public async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var patience = new CancellationTokenSource(Allowed, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            // Waited for here too: a driver may be slow to notice that nobody waits any more.
            return await work(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"No answer within {Allowed.TotalMilliseconds} ms.", error);
        }
    }
}
