using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Gateway;

/// <summary>
/// Measures how long an item does not answer, from the view of this node's callers: from the first question after its last answer until
/// the next answer. Time-outs and refusals of a restarting item do not count as answers. Safe for many threads.
/// </summary>
internal sealed class AnswerPauses(TimeProvider time)
{
    private long _askedAt;

    /// <summary>Records that a message is sent.</summary>
    public void Asked() => Interlocked.CompareExchange(ref _askedAt, time.GetTimestamp(), 0);

    /// <summary>Records an answer, and reports how long it took.</summary>
    public void Answered()
    {
        var askedAt = Interlocked.Exchange(ref _askedAt, 0);
        if (askedAt != 0) EngineMetrics.ItemPause.Record(time.GetElapsedTime(askedAt).TotalSeconds);
    }
}
