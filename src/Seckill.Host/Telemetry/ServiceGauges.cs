using System.Diagnostics.Metrics;
using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.Projections;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Host.Items.Streams;

namespace Seckill.Host.Telemetry;

/// <summary>
/// Gauges, read only when somebody scrapes. Stock and phases are summed over all items: no item has a series of its own.
/// </summary>
internal sealed class ServiceGauges(
    IMeterFactory meters, Board board, ItemGateway gateway, ProjectionFeed projection, EventStreams streams, TimeProvider time)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A meter of this host, not of the process: in tests several hosts may share a process.
        var meter = meters.Create(EngineMetrics.MeterName);
        meter.CreateObservableGauge(
            "seckill.gateway.depth", () => gateway.Depth, "{request}", "Requests that wait in this node's gateway.");
        meter.CreateObservableGauge(
            "seckill.projection.lag", () => projection.Lag.TotalSeconds, "s", "Age of the oldest committed entry not in the orders table.");
        meter.CreateObservableGauge(
            "seckill.projection.pending", () => projection.PendingEntries, "{entry}", "Committed entries not in the orders table.");
        meter.CreateObservableGauge("seckill.event.streams", () => streams.Open, "{stream}", "Open event streams.");
        meter.CreateObservableGauge("seckill.stock", MeasureStock, "{unit}", "Units of all items, by kind.");
        meter.CreateObservableGauge("seckill.items", MeasurePhases, "{item}", "Items by phase.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> MeasureStock()
    {
        var (total, available, held, sold) = (0L, 0L, 0L, 0L);
        foreach (var item in board.Items)
        {
            total += item.Stock.Total;
            available += item.Stock.Available;
            held += item.Stock.Held;
            sold += item.Stock.Sold;
        }

        return [Of("total", total), Of("available", available), Of("held", held), Of("sold", sold)];

        static Measurement<long> Of(string kind, long units) => new(units, new KeyValuePair<string, object?>("kind", kind));
    }

    private IEnumerable<Measurement<long>> MeasurePhases()
    {
        var now = time.GetUtcNow();
        var counts = board.Items.GroupBy(item => item.PhaseAt(now)).ToDictionary(group => group.Key, group => group.LongCount());
        return Enum.GetValues<Phase>().Select(phase =>
            new Measurement<long>(counts.GetValueOrDefault(phase), new KeyValuePair<string, object?>("phase", PhaseNames.Of(phase))));
    }
}
