namespace Seckill.Actors.Payments;

/// <summary>
/// Bounds every wait for the payment provider, also where a call does not notice that nobody waits for it any more. Such a call goes
/// on; so the number of those is bounded too, and what they bring in the end is not lost.
/// </summary>
internal sealed class ProviderPatience(TimeSpan allowed, TimeProvider time)
{
    /// <summary>
    /// Once so many calls go on although nobody waits for them any more, no other may be made. Calls under way at that moment may
    /// still join them.
    /// </summary>
    public const int HungMax = 64;

    private int _hung;

    /// <summary>Whether another call may be made. When this turns true again, a call has just ended late.</summary>
    public bool MayCall => Volatile.Read(ref _hung) < HungMax;

    /// <summary>Calls the provider.</summary>
    /// <param name="call">The call.</param>
    /// <param name="left">The time that is left for it, if that is less than a call may take.</param>
    /// <param name="onLate">Told of a call that ends after its time, once it has ended. Must not throw.</param>
    /// <param name="stopping">Ends the wait for good.</param>
    /// <exception cref="TimeoutException">It has not answered in time.</exception>
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
            // Asked once: a call that ends right after this question is told of as late.
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
                // Reading it tells the runtime that somebody knows of the failure.
                _ = ended.Exception;
                onLate(ended);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
