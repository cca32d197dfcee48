using Microsoft.Extensions.Options;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>Proves that ledger, orders table and payments of an item agree, even in mid-sale.</summary>
public sealed class Reconciler(
    ILedger ledger, IReadModelReader tables, IOrderRows rows, IPaymentListing payments, IOptions<ReconciliationLimits> limits, TimeProvider time)
{
    /// <summary>How often an item is compared anew, because its rows were cleared meanwhile.</summary>
    private const int AttemptsMax = 3;

    private readonly ComparedSources _sources = new(
        ledger, tables, rows, payments, new ProviderPatience(TimeSpan.FromMilliseconds(limits.Value.ReconciliationTimeoutMs), time),
        TimeSpan.FromSeconds(limits.Value.ReconciliationSettleSeconds), time);

    /// <summary>Compares an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="pace">How fast to read; null for as fast as possible.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TimeoutException">The item's rows are being rebuilt all the time.</exception>
    public async Task<ItemAudit> CompareAsync(ItemId item, ReadingPace? pace, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await new ItemComparison(_sources, item, pace, cancellation).TryRunAsync().ConfigureAwait(false) is { } audit) return audit;
        }

        throw new TimeoutException("The item's rows are being rebuilt; repeat this when that has ended.");
    }
}
