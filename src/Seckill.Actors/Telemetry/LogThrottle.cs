namespace Seckill.Actors.Telemetry;

/// <summary>
/// Lets one line through in each interval and counts the lines that it holds back, so that no number of failures can flood the log. Any
/// number of threads may ask.
/// </summary>
public sealed class LogThrottle(TimeProvider time, TimeSpan every)
{
    private const long Never = long.MinValue;

    private long _toldAt = Never;
    private long _untold;

    /// <summary>Whether to write the line.</summary>
    /// <param name="untold">If so, how many lines were held back since the last one; otherwise 0.</param>
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
