using System.Diagnostics.Metrics;

namespace Seckill.Actors.Telemetry;

/// <summary>The waiting rooms' counters. No room has a series of its own.</summary>
public static class RoomMetrics
{
    internal static readonly Counter<long> Admitted = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.room.admitted", "{person}", "People whom the waiting rooms of this node have admitted.");

    internal static readonly Counter<long> PersistFailures = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.room.persist.failures", "{write}", "Writes of waiting rooms that failed or were rejected; the room restarted.");

    internal static readonly Counter<long> Questions = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.room.questions", "{question}", "Places that this node did not know and asked the room for.");

    /// <summary>Makes every counter appear with 0.</summary>
    internal static void Announce()
    {
        Admitted.Add(0);
        PersistFailures.Add(0);
        Questions.Add(0);
    }
}
