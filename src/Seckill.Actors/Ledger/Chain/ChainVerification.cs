using Akka.Actor;
using Akka.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Projections;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger.Chain;

/// <summary>
/// Proves that an item's ledger is what the item wrote: it reads every stored byte, page by page, and compares the hashes with those that
/// the live item, this node's board, the item's snapshots and its table row know. It wakes the item, and sends it nothing else.
/// </summary>
public sealed class ChainVerification(
    ILedgerRows rows, IReadModelReader tables, Board.Board board, IRequiredActor<ItemActor> items, TimeProvider time)
{
    /// <summary>Verifications that may run on this node at once. Each reads a whole ledger, and must not slow the sale.</summary>
    public const int AtOnceMax = 2;

    /// <summary>Rows in memory at once. A row may have 70 kB, and 300 bytes as a rule.</summary>
    private const int PageSize = 100;

    /// <summary>An item that does not answer sooner does not recover, perhaps because of what is being looked for.</summary>
    private static readonly TimeSpan ItemPatience = TimeSpan.FromSeconds(2);

    private int _running;

    /// <summary>Verifies one item's ledger up to its present end; null when <see cref="AtOnceMax"/> others are under way.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ChainReport?> VerifyAsync(ItemId item, CancellationToken cancellation)
    {
        try
        {
            return Interlocked.Increment(ref _running) > AtOnceMax ? null : await RunAsync(item, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<ChainReport> RunAsync(ItemId item, CancellationToken cancellation)
    {
        var began = time.GetUtcNow();
        // Before the ledger's end is read: what anybody knows by now must be in it.
        var known = await FindHeadsAsync(item, cancellation).ConfigureAwait(false);
        var (entries, end) = await rows.MeasureAsync(item, cancellation).ConfigureAwait(false);
        var fold = new ChainFold(item, known);
        var after = long.MinValue;
        while (after < end)
        {
            var page = await rows.ReadAsync(item, after, end, PageSize, cancellation).ConfigureAwait(false);
            if (page.Count == 0 || !page.All(fold.Add)) break;
            after = page[^1].Revision;
        }

        fold.End();
        if (fold.Fault is not null) EngineMetrics.LedgerFaults.Add(1);
        return new ChainReport(item, entries, fold.Head, fold.HeadEntry, fold.ChainedFrom, fold.Restarts, fold.Fault, known, began);
    }

    private async Task<List<KnownHead>> FindHeadsAsync(ItemId item, CancellationToken cancellation)
    {
        var known = new List<KnownHead>(await rows.ReadSnapshotHeadsAsync(item, cancellation).ConfigureAwait(false));
        if (await tables.FindHeadAsync(item, cancellation).ConfigureAwait(false) is { Hash: { } stored } row)
            known.Add(new KnownHead("table", row.Revision, stored));
        if (board.Find(item) is { LedgerHash: { } shown } status) known.Add(new KnownHead("board", status.Revision, shown));
        if (await AskAsync(item, cancellation).ConfigureAwait(false) is { } live) known.Add(live);
        return known;
    }

    private async Task<KnownHead?> AskAsync(ItemId item, CancellationToken cancellation)
    {
        try
        {
            var answer = await items.ActorRef.Ask<object>(new WakeItem(item), ItemPatience, cancellation).ConfigureAwait(false);
            return answer is StatusPublished { Status: { LedgerHash: { } hash } status } ? new KnownHead("item", status.Revision, hash) : null;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
