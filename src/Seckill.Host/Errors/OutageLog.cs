using Seckill.Storage;

namespace Seckill.Host.Errors;

/// <summary>Tells of an outage once in a while and not once per request: thousands fail alike every second, and one line says it.</summary>
internal sealed class OutageLog(ILogger<OutageLog> log, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private long _toldAt;
    private long _untold;

    public void Tell(string what, StorageUnavailableException outage)
    {
        var toldAt = Volatile.Read(ref _toldAt);
        var isSoon = toldAt != 0 && time.GetElapsedTime(toldAt) < Every;
        if (isSoon || Interlocked.CompareExchange(ref _toldAt, time.GetTimestamp(), toldAt) != toldAt)
        {
            Interlocked.Increment(ref _untold);
            return;
        }

        var untold = Interlocked.Exchange(ref _untold, 0);
        log.LogWarning("{What}: {Reason} ({Untold} more since the last line)", what, outage.Message, untold);
    }
}
