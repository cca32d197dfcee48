using System.Diagnostics;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Projections;

/// <summary>
/// The activities of one transaction of rows: one in the trace of each traced entry, so that every traced purchase leads to its row.
/// </summary>
internal sealed class RowsTrace : IDisposable
{
    /// <summary>Most activities of one transaction; further traced entries are linked to the first.</summary>
    private const int TracesMax = 32;

    private readonly List<Activity> _traces = [];

    /// <summary>Starts them; null when no entry is traced.</summary>
    public static RowsTrace? Start(IReadOnlyList<LedgerEntry> entries, ProjectionFeed feed)
    {
        if (!EngineTraces.Source.HasListeners()) return null;
        ActivityContext[] causes = [.. entries.Select(feed.TraceOf).OfType<Activity>().Select(cause => cause.Context)];
        if (causes.Length == 0) return null;
        var rows = new RowsTrace();
        for (var i = 0; i < Math.Min(causes.Length, TracesMax); i++) rows.Start(i == 0 ? [causes[0], .. causes.Skip(TracesMax)] : [causes[i]], entries.Count);
        return rows;
    }

    public void Dispose()
    {
        foreach (var trace in _traces) trace.Stop();
    }

    private void Start(ActivityContext[] causes, int entries)
    {
        if (EngineTraces.Start("seckill.orders.write", causes)?.SetTag("seckill.batch.entries", entries) is { } trace) _traces.Add(trace);
    }
}
