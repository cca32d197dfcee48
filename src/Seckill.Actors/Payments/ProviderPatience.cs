namespace Seckill.Actors.Payments;

/// <summary>Bounds every wait for the payment provider, also where a call does not notice that nobody waits for it any more.</summary>
internal sealed class ProviderPatience(TimeSpan allowed, TimeProvider time)
{
    /// <summary>Calls the provider.</summary>
    /// <exception cref="TimeoutException">It has not answered in time.</exception>
    public async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(allowed, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            return await call(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {allowed.TotalMilliseconds:F0} ms.", error);
        }
    }
}
