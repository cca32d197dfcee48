namespace Seckill.Actors.Health;

/// <summary>
/// A question whose answer serves everybody who asks while it is under way, and for a moment after. In that time any number of probes
/// costs one question.
/// </summary>
/// <param name="ask">The question. An exception counts as no.</param>
/// <param name="patience">How long the question may take; then the answer is no.</param>
/// <param name="time">The clock.</param>
public sealed class SharedProbe(Func<CancellationToken, Task<bool>> ask, TimeSpan patience, TimeProvider time)
{
    /// <summary>How long one answer serves.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task<bool>? _answer;
    private long _askedAt;

    /// <summary>The newest answer, or the pending one. Cannot throw.</summary>
    public Task<bool> AskAsync()
    {
        lock (_gate)
        {
            var isFresh = _answer is not null && (!_answer.IsCompleted || time.GetElapsedTime(_askedAt) < Every);
            if (!isFresh) (_answer, _askedAt) = (AskOnceAsync(), time.GetTimestamp());
            return _answer!;
        }
    }

    private async Task<bool> AskOnceAsync()
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            return await ask(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A question that fails has no answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
