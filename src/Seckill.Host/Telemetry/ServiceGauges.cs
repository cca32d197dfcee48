using System.Diagnostics.Metrics;
using Akka.Actor;
using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.Items;
using Seckill.Actors.Projections;
using Seckill.Actors.Telemetry;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Host.Items.Streams;
using Seckill.Host.WaitingRooms;

namespace Seckill.Host.Telemetry;

/// <summary>
/// Gauges, read only when somebody scrapes. Stock and phases are summed over all items: no item has a series of its own.
/// </summary>
internal sealed class ServiceGauges(
    IMeterFactory meters, Board board, ItemGateway gateway, ProjectionFeed projection, NodeItems items, Broadcaster streams, ActorSystem system,
    RoomBoard rooms, PlaceBroadcaster places, TimeProvider time)
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
        meter.CreateObservableGauge(
            "seckill.board.age", () => board.Age.TotalSeconds, "s",
            "How long this node has not heard from the item that has been silent longest, among those that should be awake.");
        meter.CreateObservableGauge(
            "seckill.event.streams", MeasureStreams, "{stream}", "Open event streams, by the phase of the item that they follow.");
        meter.CreateObservableGauge(
            "seckill.holds.overdue", () => items.OverdueHoldsAt(time.GetUtcNow()), "{order}",
            "Orders of this node's items that are past their payment deadline and not settled yet; up to 10,000 of each item.");
        meter.CreateObservableGauge("seckill.refunds.due", () => items.RefundsDue, "{refund}", "Refunds that this node's items owe.");
        meter.CreateObservableGauge(
            "seckill.refunds.due.age", () => items.RefundAgeAt(time.GetUtcNow()).TotalSeconds, "s", "How long the oldest of them has been due.");
        meter.CreateObservableGauge("seckill.node.items", () => items.Count, "{item}", "Items that live on this node.");
        meter.CreateObservableGauge(
            "seckill.cluster.nodes", MeasureNodes, "{node}", "Members of the cluster as this node sees them, by state: reachable or unreachable.");
        meter.CreateObservableGauge(
            "seckill.room.waiting", () => rooms.Rooms.Sum(room => (long)room.Waiting), "{person}", "People who wait in all waiting rooms together.");
        meter.CreateObservableGauge(
            "seckill.room.cursor", () => rooms.Rooms.Sum(room => (long)room.Cursor), "{person}", "Places that all waiting rooms together have admitted or passed.");
        meter.CreateObservableGauge(
            "seckill.room.streams", () => places.Count, "{stream}", "Open event streams of people who wait.");
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

    private IEnumerable<Measurement<long>> MeasurePhases() => ByPhase(board.Items.Select(item => (item, 1)));

    private IEnumerable<Measurement<long>> MeasureStreams() => ByPhase(
        streams.CountByItem().Select(count => (Status: board.Find(count.Item), count.Streams)).Where(count => count.Status is not null)
            .Select(count => (count.Status!, count.Streams)));

    private IEnumerable<Measurement<long>> MeasureNodes()
    {
        var cluster = Akka.Cluster.Cluster.Get(system).State;
        return [Of("reachable", cluster.Members.Count - cluster.Unreachable.Count), Of("unreachable", cluster.Unreachable.Count)];

        static Measurement<long> Of(string state, long nodes) => new(nodes, new KeyValuePair<string, object?>("state", state));
    }

    /// <summary>Every phase, also with 0: a missing series cannot raise an alarm.</summary>
    private IEnumerable<Measurement<long>> ByPhase(IEnumerable<(ItemStatus Item, int Count)> counted)
    {
        var now = time.GetUtcNow();
        var counts = counted.GroupBy(one => one.Item.PhaseAt(now)).ToDictionary(group => group.Key, group => group.Sum(one => (long)one.Count));
        return Enum.GetValues<Phase>().Select(phase =>
            new Measurement<long>(counts.GetValueOrDefault(phase), new KeyValuePair<string, object?>("phase", PhaseNames.Of(phase))));
    }
}
