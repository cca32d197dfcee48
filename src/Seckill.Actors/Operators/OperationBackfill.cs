using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Operators;

/// <summary>
/// Fills in the operations of entries whose rows were written by a program without an operations log: before the upgrade, and by nodes of
/// that version while the cluster is upgraded. It runs beside the projection, so that orders never wait for it. Once everything is there,
/// it only looks.
/// </summary>
public sealed class OperationBackfill(
    IOperationTables tables, ILedger ledger, IOptions<ClusterSettings> cluster, TimeProvider time, ILogger<OperationBackfill> log)
    : BackgroundService
{
    private const int ItemsMax = 1_000;
    private const int EntriesMax = 256;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(60));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A node without items writes no rows, and so completes none.
        if (!cluster.Value.HasItems) return;
        using var look = new PeriodicTimer(LookEvery, time);
        do
        {
            await FillInAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await look.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task FillInAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var (item, reached) in await tables.FindIncompleteAsync(ItemsMax, cancellation).ConfigureAwait(false))
                await FillInAsync(item, reached, cancellation).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It tries again, and only the log of operations is incomplete meanwhile.
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Tell("The operations log cannot be completed at present", error);
        }
    }

    private async Task FillInAsync(ItemId item, long reached, CancellationToken cancellation)
    {
        var batch = new List<LedgerEntry>(EntriesMax);
        try
        {
            await foreach (var entry in ledger.ReadAsync(item, reached, cancellation).ConfigureAwait(false))
            {
                batch.Add(entry);
                if (batch.Count < EntriesMax) continue;
                await tables.FillInAsync(batch, cancellation).ConfigureAwait(false);
                batch.Clear();
            }
        }
        catch (LedgerContradictedException damage)
        {
            Tell("The operations of an item end where its ledger cannot be read", damage);
        }

        if (batch.Count > 0) await tables.FillInAsync(batch, cancellation).ConfigureAwait(false);
    }

    private void Tell(string what, Exception error)
    {
        if (_throttle.IsOpen(out var untold)) log.LogWarning("{What}: {Error} ({Untold} more since the last line)", what, error.Message, untold);
    }
}
