using System.Diagnostics.Metrics;

namespace Seckill.Actors.Telemetry;

/// <summary>The engine's instruments, all of the meter <c>Seckill</c>. No item has a series of its own.</summary>
public static class EngineMetrics
{
    /// <summary>Name of the meter, for exporters.</summary>
    public const string MeterName = "Seckill";

    /// <summary>The meter that every part of the product adds its instruments to.</summary>
    public static Meter Meter { get; } = new(MeterName);

    internal static readonly Histogram<int> BatchCommands = Meter.CreateHistogram<int>(
        "seckill.item.batch.commands", "{command}", "Commands decided in one batch.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] });

    internal static readonly Histogram<double> JournalLatency = Meter.CreateHistogram<double>(
        "seckill.journal.write.duration", "s", "From handing a batch to the journal until it was committed.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] });

    internal static readonly Counter<long> PersistFailures = Meter.CreateCounter<long>(
        "seckill.item.persist.failures", "{write}", "Journal writes that failed or were rejected; the item restarted.");

    internal static readonly Counter<long> InvariantFailures = Meter.CreateCounter<long>(
        "seckill.item.invariant.failures", "{failure}",
        "Times that an item found its state or its ledger contradictory, and stopped instead of selling on.");

    internal static readonly Counter<long> Recoveries = Meter.CreateCounter<long>(
        "seckill.item.recoveries", "{recovery}", "Items that were read from their ledger on this node: first calls, moves and restarts.");

    internal static readonly Counter<long> RecoveryFailures = Meter.CreateCounter<long>(
        "seckill.item.recovery.failures", "{recovery}", "Items that could not be read from their ledger; each is tried again after a pause.");

    internal static readonly Histogram<double> RecoveryDuration = Meter.CreateHistogram<double>(
        "seckill.item.recovery.duration", "s", "From the start of an item on this node until it could sell.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    /// <summary>Counts snapshots that could not be used. The storage's snapshot store counts here too.</summary>
    public static Counter<long> SnapshotsUnreadable { get; } = Meter.CreateCounter<long>(
        "seckill.item.snapshots.unreadable", "{snapshot}",
        "Snapshots passed over because they could not be read or disagreed with the ledger; the item recovered from older ones or its ledger.");

    internal static readonly Counter<long> LedgerFaults = Meter.CreateCounter<long>(
        "seckill.ledger.faults", "{verification}", "Verifications of a ledger that found a changed, missing or inserted entry.");

    internal static readonly Counter<long> ItemSheds = Meter.CreateCounter<long>(
        "seckill.item.sheds", "{command}", "Commands refused because the buffer of an item, or of a campaign's bucket, was full.");

    internal static readonly Counter<long> GatewaySheds = Meter.CreateCounter<long>(
        "seckill.gateway.sheds", "{request}", "Requests refused because the item's queue in the gateway was full.");

    internal static readonly Counter<long> Redeliveries = Meter.CreateCounter<long>(
        "seckill.gateway.redeliveries", "{message}", "Messages sent again because they did not reach their item, which was on the move.");

    internal static readonly Histogram<double> ItemPause = Meter.CreateHistogram<double>(
        "seckill.item.pause.duration", "s", "How long an item that was asked gave no answer to this node; moves, failovers and restarts are the long ones.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 15, 30, 60] });

    internal static readonly Counter<long> ProjectedEntries = Meter.CreateCounter<long>(
        "seckill.projection.entries", "{entry}", "Journal entries written to the orders table.");

    internal static readonly Counter<long> ProjectionCatchUps = Meter.CreateCounter<long>(
        "seckill.projection.catchups", "{catchup}", "Times that an item's rows were re-read from the ledger.");

    internal static readonly Counter<long> ProjectionContradictions = Meter.CreateCounter<long>(
        "seckill.projection.contradictions", "{item}", "Times that an item's rows refused its ledger; the item stays behind and is tried again, all others go on.");

    internal static readonly Counter<long> InquiryFailures = Meter.CreateCounter<long>(
        "seckill.payment.inquiry.failures", "{question}", "Questions about due orders that the payment provider, or our own book, did not answer.");

    internal static readonly Counter<long> UnheardReleases = Meter.CreateCounter<long>(
        "seckill.payment.unheard.releases", "{order}", "Orders whose units went back although the payment provider had not answered.");

    internal static readonly Counter<long> RefundFailures = Meter.CreateCounter<long>(
        "seckill.refund.failures", "{refund}", "Attempts to send money back that the payment provider rejected or did not answer.");

    /// <summary>Makes every counter appear with 0 once an exporter listens: a missing counter cannot raise an alarm.</summary>
    public static void Announce()
    {
        PersistFailures.Add(0);
        InvariantFailures.Add(0);
        Recoveries.Add(0);
        RecoveryFailures.Add(0);
        SnapshotsUnreadable.Add(0);
        LedgerFaults.Add(0);
        ItemSheds.Add(0);
        GatewaySheds.Add(0);
        Redeliveries.Add(0);
        ProjectedEntries.Add(0);
        ProjectionCatchUps.Add(0);
        ProjectionContradictions.Add(0);
        InquiryFailures.Add(0);
        UnheardReleases.Add(0);
        RefundFailures.Add(0);
        RoomMetrics.Announce();
    }
}
