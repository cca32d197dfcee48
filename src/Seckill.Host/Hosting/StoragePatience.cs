using Microsoft.Extensions.Options;
using Seckill.Host.Access;
using Seckill.Storage;

namespace Seckill.Host.Hosting;

/// <summary>
/// Bounds every wait for the tables: a database that hangs is as unavailable as one that is gone, and whoever asked gets told soon.
/// </summary>
internal sealed class StoragePatience(IOptions<HttpLimits> limits, TimeProvider time)
{
    /// <summary>Does something with the tables, within the time allowed.</summary>
    /// <exception cref="StorageUnavailableException">The storage is unavailable, or too slow.</exception>
    public async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var allowed = TimeSpan.FromMilliseconds(limits.Value.StorageTimeoutMs);
        using var patience = new CancellationTokenSource(allowed, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            // Waited for here too: a driver may be slow to notice that nobody waits any more.
            return await work(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"No answer within {allowed.TotalMilliseconds} ms.", error);
        }
    }
}
