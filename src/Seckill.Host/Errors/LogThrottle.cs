namespace Seckill.Host.Errors;

/// <summary>Lets one line through per second and counts the others, so that no number of failures can flood the log.</summary>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private long _toldAt;
    private long _untold;

    /// <summary>Whether this one may be told. If so, <paramref name="untold"/> says how many were not since the last line.</summary>
    public bool MayTell(out long untold)
    {
        untold = 0;
        var toldAt = Volatile.Read(ref _toldAt);
        var isSoon = toldAt != 0 && time.GetElapsedTime(toldAt) < Every;
        if (isSoon || Interlocked.CompareExchange(ref _toldAt, time.GetTimestamp(), toldAt) != toldAt)
        {
            Interlocked.Increment(ref _untold);
            return false;
        }

        untold = Interlocked.Exchange(ref _untold, 0);
        return true;
    }
}
