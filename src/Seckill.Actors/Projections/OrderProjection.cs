using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>
/// Writes this node's committed entries into the orders table: one Akka.Streams graph, back-pressured by the database. Rows and each
/// item's offset move in one transaction, so every entry takes effect exactly once, however often it arrives. Missed entries (full feed,
/// failed write, restart) are read from the ledger by persistence id, from the offset on.
/// </summary>
public sealed class OrderProjection(
    ProjectionFeed feed, IReadModelWriter writer, ILedger ledger, IOptions<SeckillLimits> limits, ActorSystem system)
{
    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    /// <summary>How soon the graph notices missed entries when no others arrive.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>An entry without an item: it makes the graph look for missed entries.</summary>
    private static readonly LedgerEntry Nudge = new(default, 0, null!);

    private readonly ILoggingAdapter _log = Logging.GetLogger(system, nameof(OrderProjection));
    private Task? _running;

    /// <summary>Completes when the graph has ended; null before <see cref="Start"/>.</summary>
    public Task? Ended => _running;

    /// <summary>Starts the graph; it runs until <see cref="StopAsync"/>, through any failure of the database.</summary>
    public void Start() => _running ??= RestartSource
        .OnFailuresWithBackoff(Graph, RestartSettings.Create(BackoffMin, BackoffMax, 0.2))
        .RunWith(Sink.Ignore<Done>(), system.Materializer());

    /// <summary>Writes the entries taken so far, as far as the database allows in the given time; the rest waits in the ledger.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        feed.Complete();
        if (_running is { } running) await Task.WhenAny(running, Task.Delay(patience)).ConfigureAwait(false);
    }

    private Source<Done, NotUsed> Graph()
    {
        // A failed graph has lost the entries that it had taken and not yet written.
        feed.MissedPending();
        var ticks = Source.Tick(TimeSpan.Zero, SweepEvery, Nudge).MapMaterializedValue(_ => NotUsed.Instance);
        return ChannelSource.FromReader(feed.Entries)
            .Merge(ticks, eagerComplete: true)
            .GroupedWithin(limits.Value.ProjectionBatchMax, TimeSpan.FromMilliseconds(limits.Value.ProjectionLingerMs))
            .SelectAsync(1, WriteAsync);
    }

    private async Task<Done> WriteAsync(IEnumerable<LedgerEntry> group)
    {
        LedgerEntry[] entries = [.. group.Where(entry => entry != Nudge && !feed.IsSetAside(entry.ItemId))];
        try
        {
            if (entries.Length > 0) await WriteAsync(entries).ConfigureAwait(false);
        }
        catch (LedgerContradictedException contradiction)
        {
            // Nothing of the batch was written; the other items' entries are read from the ledger again.
            SetAside(contradiction);
            foreach (var entry in entries) feed.Missed(entry.ItemId);
        }
        catch (RowsRefusedException)
        {
            // When read from the ledger and written one by one, each item succeeds or is named.
            foreach (var entry in entries) feed.Missed(entry.ItemId);
        }
        catch (Exception error)
        {
            foreach (var entry in entries) feed.Missed(entry.ItemId);
            _log.Warning("The orders table cannot be written at present: {0}", error.Message);
            throw;
        }

        await CatchUpAsync().ConfigureAwait(false);
        return Done.Instance;
    }

    private async Task WriteAsync(IReadOnlyList<LedgerEntry> entries)
    {
        using var trace = RowsTrace.Start(entries, feed);
        var offsets = await writer.WriteAsync(entries, CancellationToken.None).ConfigureAwait(false);
        EngineMetrics.ProjectedEntries.Add(entries.Count);
        foreach (var (item, offset) in offsets) feed.Projected(item, offset);
        foreach (var entry in entries)
        {
            if (offsets[entry.ItemId] < entry.Revision) feed.Missed(entry.ItemId);
        }
    }

    private async Task CatchUpAsync()
    {
        var missed = feed.TakeMissed();
        if (missed.Count == 0) return;
        try
        {
            var offsets = await writer.ReadOffsetsAsync(CancellationToken.None).ConfigureAwait(false);
            foreach (var item in missed) await CatchUpAsync(item, offsets.GetValueOrDefault(item)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            foreach (var item in missed) feed.Missed(item);
            _log.Warning("The orders table cannot catch up at present: {0}", error.Message);
            throw;
        }
    }

    private async Task CatchUpAsync(ItemId item, long offset)
    {
        feed.Projected(item, offset);
        try
        {
            // Most recovering items have all their rows; a thousand items that move at once must not read their ledgers for nothing.
            if (feed.IsBehind(item)) await ReplayAsync(item, offset).ConfigureAwait(false);
            feed.TakeBack(item);
        }
        catch (LedgerContradictedException contradiction)
        {
            SetAside(contradiction);
        }
    }

    private Task<long> ReplayAsync(ItemId item, long offset)
    {
        EngineMetrics.ProjectionCatchUps.Add(1);
        return ReadModelReplay.RunAsync(ledger, item, offset, limits.Value.ProjectionBatchMax, WriteAsync, CancellationToken.None);
    }

    private void SetAside(LedgerContradictedException contradiction)
    {
        EngineMetrics.ProjectionContradictions.Add(1);
        var pause = feed.SetAside(contradiction.ItemId);
        _log.Error(
            contradiction, "The rows of {0} stay behind, all others go on; the next try is in {1} s: {2}",
            contradiction.ItemId, pause.TotalSeconds, contradiction.Message);
    }
}
