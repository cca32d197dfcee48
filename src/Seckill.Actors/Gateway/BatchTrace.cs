using System.Diagnostics;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Gateway;

/// <summary>The activity of one batch on its way to an item.</summary>
internal static class BatchTrace
{
    /// <summary>Starts it; null when no request of the batch is traced.</summary>
    public static Activity? Start(ItemId item, LaneRequest[] batch)
    {
        if (!EngineTraces.Source.HasListeners()) return null;
        Activity[] requests = [.. batch.Select(request => request.Trace).OfType<Activity>()];
        if (EngineTraces.Start("seckill.gateway.batch", [.. requests.Select(request => request.Context)]) is not { } trace) return null;
        trace.SetTag("seckill.item.id", item.Value).SetTag("seckill.batch.commands", batch.Length);
        // The first request's trace has the batch in it; the others' traces lead to it.
        foreach (var request in requests.Skip(1)) request.AddLink(new ActivityLink(trace.Context));
        return trace;
    }
}
