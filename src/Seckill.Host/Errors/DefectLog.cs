using System.Collections.Concurrent;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Errors;

/// <summary>
/// Logs requests that failed because of a defect, with the stack trace. A request that always fails can be repeated thousands of times a
/// second. So each kind (the exception's type and the endpoint) is logged once per second, with the number of those left out. A frequent
/// kind does not silence a rare one.
/// </summary>
internal sealed class DefectLog(ILogger<DefectLog> log, TimeProvider time)
{
    /// <summary>Most kinds with a throttle of their own; further ones share one.</summary>
    private const int KindsMax = 64;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(Type? Error, string? Endpoint), LogThrottle> _kinds = new();

    public void Tell(HttpContext context, Exception error)
    {
        if (!ThrottleOf((error.GetType(), context.GetEndpoint()?.DisplayName)).IsOpen(out var untold)) return;
        var request = context.Request;
        log.LogError(
            error, "{Method} {Path} failed unexpectedly ({TraceId}; {Untold} more like it since the last line)",
            request.Method, request.Path, context.TraceIdentifier, untold);
    }

    private LogThrottle ThrottleOf((Type? Error, string? Endpoint) kind)
    {
        if (_kinds.TryGetValue(kind, out var known)) return known;
        return _kinds.GetOrAdd(_kinds.Count < KindsMax ? kind : default, static (_, clock) => new LogThrottle(clock, TellEvery), time);
    }
}
