using Microsoft.Extensions.Logging;
using Seckill.Actors.Board;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Shared;

namespace Seckill.Operations.Items.Audit;

/// <summary>Audits items for operators within a bound, and gently while anything sells.</summary>
public sealed class Auditor(Reconciler reconciler, Board board, TimeProvider time, ILogger<Auditor> log)
{
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
            var audit = await reconciler.CompareAsync(item, ReadingPace.OnDemand(() => board.IsSellingAt(time.GetUtcNow()), time), either.Token).ConfigureAwait(false);
            if (audit.Damage is { } damage) log.LogError("The ledger of {Item} cannot be added up: {Damage}", item, damage);
            return audit;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The audit was not done within {Limit.TotalSeconds} s: there is too much to add up, or the storage is slow.");
        }
    }
}
