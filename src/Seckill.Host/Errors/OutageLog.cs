using Seckill.Actors.Telemetry;
using Seckill.Storage;

namespace Seckill.Host.Errors;

/// <summary>Logs an outage once in a while, not once per request: thousands fail alike every second, and one line is enough.</summary>
internal sealed class OutageLog(ILogger<OutageLog> log, TimeProvider time)
{
    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(1));

    public void Tell(string what, StorageUnavailableException outage)
    {
        if (_throttle.IsOpen(out var untold))
            log.LogWarning("{What}: {Reason} ({Untold} more since the last line)", what, outage.Message, untold);
    }
}
