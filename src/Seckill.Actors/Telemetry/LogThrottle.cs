namespace Seckill.Actors.Telemetry;

/// <summary>
/// Lets one line through in each interval and counts the suppressed ones, so that no number of failures can flood the log. Safe for
/// many threads.
/// </summary>
public sealed class LogThrottle(TimeProvider time, TimeSpan every)
{
    private const long Never = long.MinValue;

    private long _toldAt = Never;
    private long _untold;

    /// <summary>Whether to write a line now.</summary>
    /// <param name="untold">If so, how many lines were suppressed since the last one; otherwise 0.</param>
    public bool IsOpen(out long untold)
    {
        untold = 0;
        var toldAt = Volatile.Read(ref _toldAt);
        var isSoon = toldAt != Never && time.GetElapsedTime(toldAt) < every;
        if (isSoon || Interlocked.CompareExchange(ref _toldAt, time.GetTimestamp(), toldAt) != toldAt)
        {
            Interlocked.Increment(ref _untold);
            return false;
        }

        untold = Interlocked.Exchange(ref _untold, 0);
        return true;
    }
}
