using System.Diagnostics.Metrics;
using Seckill.Actors.Reconciliation;
using Seckill.Actors.Telemetry;

namespace Seckill.Host.Reconciliation;

/// <summary>
/// What this node knows of the reconciliation, read only when somebody scrapes. Every node shows the same, apart from the items that it has
/// compared itself.
/// </summary>
internal sealed class ReconciliationGauges(IMeterFactory meters, ReconciliationBoard board, ReconciliationCounter counter) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A meter of this host, not of the process: in tests several hosts may share a process.
        var meter = meters.Create(EngineMetrics.MeterName);
        meter.CreateObservableGauge(
            "seckill.reconciliation.round.age", () => board.RoundAge.TotalSeconds, "s",
            "Age of the last complete round of comparisons between ledger, orders table and payments.");
        meter.CreateObservableGauge(
            "seckill.reconciliation.differences", MeasureDifferences, "{difference}",
            "Differences between ledger, orders table and payments that stand, by kind; up to 100 of each item.");
        meter.CreateObservableGauge(
            "seckill.reconciliation.orders.unchecked", () => board.Newest?.OrdersUnchecked ?? 0, "{order}",
            "Orders whose payments were not compared, because the payment provider did not answer.");
        meter.CreateObservableGauge(
            "seckill.reconciliation.items.unchecked", () => board.Newest?.ItemsUnchecked ?? 0, "{item}",
            "Items whose last comparison is not complete.");
        meter.CreateObservableCounter(
            "seckill.reconciliation.items.checked", () => counter.ItemsChecked, "{item}", "Items that this node has compared in the background.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Every kind, also with 0: a missing series cannot raise an alarm.</summary>
    private IEnumerable<Measurement<long>> MeasureDifferences()
    {
        var kinds = board.Newest?.Kinds;
        return Enum.GetValues<DifferenceKind>().Select(kind => new Measurement<long>(
            kinds?.GetValueOrDefault(kind) ?? 0, new KeyValuePair<string, object?>("kind", DifferenceKinds.Of(kind))));
    }
}
