using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Host.Hosting;
using Seckill.Storage;

namespace Seckill.Host.Orders;

/// <summary>
/// Reads how far an item's ledger is. All who ask about one item share its reads, so questions about orders that do not exist, however
/// many, cost the database one small read after the other.
/// </summary>
internal sealed class LedgerHeads(ILedger ledger, StoragePatience patience)
{
    private readonly Lock _gate = new();

    /// <summary>Only the items that somebody is asking about.</summary>
    private readonly Dictionary<ItemId, SharedRead<long>> _reads = [];

    /// <summary>The newest revision of an item, as of a moment after the call; 0 when the ledger does not know it.</summary>
    /// <exception cref="StorageUnavailableException">The ledger is unavailable, or too slow.</exception>
    public Task<long> ReadAsync(ItemId item, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_reads.TryGetValue(item, out var read)) _reads[item] = read = new SharedRead<long>(token => RunAsync(item, token));
            return read.AfterNowAsync(cancellation);
        }
    }

    private async Task<long> RunAsync(ItemId item, CancellationToken cancellation)
    {
        try
        {
            return await patience.WithinAsync(token => ledger.ReadHeadAsync(item, token), cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                // Nobody can join in between: whoever asks holds the gate.
                if (!_reads[item].IsAwaited) _reads.Remove(item);
            }
        }
    }
}
