using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Items;

/// <summary>
/// Measures how long an item that is asked gives no answer, as its callers on this node feel it: from the first question after its
/// last answer until the next answer. Time-outs and refusals of a restarting item are no answers. Safe for many threads.
/// </summary>
internal sealed class Silence(TimeProvider time)
{
    private long _askedAt;

    /// <summary>Notes that a message is sent.</summary>
    public void Asked() => Interlocked.CompareExchange(ref _askedAt, time.GetTimestamp(), 0);

    /// <summary>Notes an answer, and reports how long it took to come.</summary>
    public void Answered()
    {
        var askedAt = Interlocked.Exchange(ref _askedAt, 0);
        if (askedAt != 0) EngineMetrics.ItemPause.Record(time.GetElapsedTime(askedAt).TotalSeconds);
    }
}
