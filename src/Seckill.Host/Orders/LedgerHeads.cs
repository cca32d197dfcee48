using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Storage;

namespace Seckill.Host.Orders;

/// <summary>
/// Reads the newest revision of an item's ledger. All requests for one item share its reads, so any number of questions about orders that
/// do not exist cost the database only one small read after the other.
/// </summary>
internal sealed class LedgerHeads(ILedger ledger, StoragePatience patience)
{
    private readonly Lock _gate = new();

    /// <summary>Only items with a request waiting.</summary>
    private readonly Dictionary<ItemId, SharedRead<long>> _reads = [];

    /// <summary>The newest revision of an item, read after the call; 0 when the ledger has no entry of it.</summary>
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
                // No request can join in between, because joining requires the gate.
                if (!_reads[item].IsAwaited) _reads.Remove(item);
            }
        }
    }
}
