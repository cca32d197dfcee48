namespace Seckill.Actors.Payments;

/// <summary>
/// Bounds every wait for the payment provider, even if a call ignores its cancellation. Such a call goes on, so the number of these calls
/// is bounded too, and their late results are not lost.
/// </summary>
internal sealed class ProviderPatience(TimeSpan allowed, TimeProvider time)
{
    /// <summary>
    /// While this many timed-out calls go on, no new call is made. Calls under way at that moment may still join them.
    /// </summary>
    public const int HungMax = 64;

    private int _hung;

    /// <summary>Whether another call may be made. It becomes true again when a call has just ended late.</summary>
    public bool MayCall => Volatile.Read(ref _hung) < HungMax;

    /// <summary>Calls the provider.</summary>
    /// <param name="call">The call.</param>
    /// <param name="left">The time left for it, if less than a call may take.</param>
    /// <param name="onLate">Called for a call that ends after its time-out, once it has ended. Must not throw.</param>
    /// <param name="stopping">Ends the wait for good.</param>
    /// <exception cref="TimeoutException">The provider has not answered in time.</exception>
    public async Task<T> WithinAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeSpan left, Action<Task<T>> onLate, CancellationToken stopping)
    {
        var patience = left < allowed ? left : allowed;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var answer = call(either.Token);
        try
        {
            return await answer.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (either.IsCancellationRequested)
        {
            // Checked once: a call that ends right after this check counts as late.
            if (!answer.IsCompleted) Abandon(answer, onLate);
            else if (answer.IsCompletedSuccessfully) return await answer.ConfigureAwait(false);
            if (stopping.IsCancellationRequested) throw;
            throw new TimeoutException($"No answer within {patience.TotalMilliseconds:F0} ms.", error);
        }
    }

    private void Abandon<T>(Task<T> answer, Action<Task<T>> onLate)
    {
        Interlocked.Increment(ref _hung);
        answer.ContinueWith(
            ended =>
            {
                Interlocked.Decrement(ref _hung);
                // Reading it marks the exception as observed.
                _ = ended.Exception;
                onLate(ended);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
