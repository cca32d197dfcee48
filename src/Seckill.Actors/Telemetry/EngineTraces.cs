using System.Diagnostics;

namespace Seckill.Actors.Telemetry;

/// <summary>
/// The engine's activities, for traces. A batch serves many requests, so its activity continues the trace of the first traced one and is
/// linked with all others, in both directions. While nobody records, and for everything that is not traced, nothing is allocated.
/// </summary>
public static class EngineTraces
{
    /// <summary>Name of the source, for exporters.</summary>
    public const string SourceName = "Seckill";

    /// <summary>The source of every activity of the product. What it starts is recorded: who starts an activity has sampled already.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The activity of the request that this code serves; null when it is not traced.</summary>
    internal static Activity? Request => Source.HasListeners() && Activity.Current is { Recorded: true } request && request.Source == Source
        ? request
        : null;

    /// <summary>
    /// Starts an activity that was caused by others. It is never the current one, because threads here serve many requests.
    /// </summary>
    /// <param name="name">What happens.</param>
    /// <param name="causes">The activities that caused it; without one there is nothing to record, and the result is null.</param>
    internal static Activity? Start(string name, IReadOnlyList<ActivityContext> causes)
    {
        if (causes.Count == 0) return null;
        var before = Activity.Current;
        var links = causes.Count == 1 ? null : causes.Skip(1).Select(cause => new ActivityLink(cause));
        var started = Source.StartActivity(name, ActivityKind.Internal, causes[0], tags: null, links);
        Activity.Current = before;
        return started;
    }

    /// <summary>Ends an activity that has not succeeded.</summary>
    internal static void Fail(this Activity activity, string why)
    {
        activity.SetStatus(ActivityStatusCode.Error, why);
        activity.Stop();
    }

    /// <summary>The context that another node wrote into a message; false when there is none, or none that can be read.</summary>
    internal static bool TryRead(string? traceParent, out ActivityContext context)
    {
        context = default;
        return traceParent is not null && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out context);
    }
}
