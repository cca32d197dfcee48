namespace Seckill.Actors.Telemetry;

/// <summary>Lets one line through once in a while, and counts what it holds back. For one actor, not for many threads.</summary>
internal sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private long? _toldAt;
    private int _untold;

    /// <summary>Whether to write the line.</summary>
    /// <param name="untold">How many lines were held back since the last one.</param>
    public bool IsOpen(out int untold)
    {
        untold = _untold;
        if (_toldAt is { } toldAt && time.GetElapsedTime(toldAt) < Every)
        {
            _untold++;
            return false;
        }

        (_toldAt, _untold) = (time.GetTimestamp(), 0);
        return true;
    }
}
