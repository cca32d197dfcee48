using Microsoft.Extensions.Logging;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Operations.Items.Audit;

/// <summary>
/// Proves that ledger and tables agree, even in mid-sale: it notes the ledger's current end, gives the tables a moment to reach it, and
/// adds up the ledger to exactly the entry that the tables have reached.
/// </summary>
public sealed class Auditor(ILedger ledger, IReadModelReader tables, TimeProvider time, ILogger<Auditor> log)
{
    /// <summary>How long the tables may take to reach the ledger before their lag counts as a difference.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    /// <summary>Longest audit; adding up a million orders takes a few seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Audits an item.</summary>
    /// <exception cref="Storage.StorageUnavailableException">The ledger or the tables do not answer.</exception>
    /// <exception cref="TimeoutException">It took too long; the message says how long it may take.</exception>
    public async Task<ItemAudit> AuditAsync(ItemId item, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await CompareAsync(item, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The audit was not done within {Limit.TotalSeconds} s: there is too much to add up, or the storage is slow.");
        }
    }

    private async Task<ItemAudit> CompareAsync(ItemId item, CancellationToken cancellation)
    {
        var head = await ledger.ReadHeadAsync(item, cancellation);
        await AwaitTablesAsync(item, head, cancellation);
        var counts = await tables.CountAsync(item, cancellation);
        var revision = counts?.Revision ?? 0;

        var fold = await AddUpAsync(item, revision, cancellation);
        var (ledgerBooks, tableBooks) = (fold.ToBooks(), Books.Of(counts));
        Difference[] differences =
        [
            .. revision < head ? [new Difference("revision", head, revision)] : Array.Empty<Difference>(),
            .. fold.Revision < revision ? [new Difference("revision", fold.Revision, revision)] : Array.Empty<Difference>(),
            .. ledgerBooks.DifferencesTo(tableBooks),
            .. fold.Contradictions(),
        ];
        return new ItemAudit(item, ledgerBooks, tableBooks, differences, time.GetUtcNow(), revision, head);
    }

    /// <summary>Adds up the ledger to that entry, or as far as it can be read: missing entries then show as a difference.</summary>
    private async Task<LedgerFold> AddUpAsync(ItemId item, long revision, CancellationToken cancellation)
    {
        var fold = new LedgerFold();
        try
        {
            await foreach (var entry in ledger.ReadAsync(item, 0, cancellation))
            {
                if (entry.Revision > revision) break;
                fold.Add(entry);
            }
        }
        catch (LedgerContradictedException damage)
        {
            log.LogError(damage, "The audit of {Item} ends at entry {Revision}", item, fold.Revision);
        }

        return fold;
    }

    private async Task AwaitTablesAsync(ItemId item, long head, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        using var look = new PeriodicTimer(LookEvery, time);
        while (await ReachedAsync(item, cancellation) < head && time.GetElapsedTime(began) < Patience)
            await look.WaitForNextTickAsync(cancellation);
    }

    /// <summary>The revision that the tables have reached. Any order's look-up returns it, and costs far less than counting rows.</summary>
    private async Task<long> ReachedAsync(ItemId item, CancellationToken cancellation) =>
        (await tables.FindOrderAsync(new OrderId(item, 1), cancellation)).Revision;
}
