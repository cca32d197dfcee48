using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Host.Hosting;
using Seckill.Storage;

namespace Seckill.Host.Orders;

/// <summary>
/// Reads how far an item's ledger is, one read per item at a time: whoever asks while one is under way shares the next. So asking for
/// orders that do not exist, however often, costs the database one small read after the other. Never joins a read that has begun,
/// because what was written since would be missing from it.
/// </summary>
internal sealed class LedgerHeads(ILedger ledger, StoragePatience patience)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ItemId, Read> _reads = [];

    /// <summary>The newest revision of an item, as of a moment after the call; 0 when the ledger does not know it.</summary>
    /// <exception cref="StorageUnavailableException">The ledger is unavailable, or too slow.</exception>
    public Task<long> ReadAsync(ItemId item, CancellationToken cancellation)
    {
        Read read;
        lock (_gate)
        {
            var latest = _reads.GetValueOrDefault(item);
            read = latest is { HasBegun: false } ? latest : _reads[item] = new Read(latest);
            read.Head ??= RunAsync(item, read);
        }

        return read.Head.WaitAsync(cancellation);
    }

    /// <summary>Waits for its turn and reads. Not cancelled with a caller: others share it. Its time is bounded all the same.</summary>
    private async Task<long> RunAsync(ItemId item, Read read)
    {
        // Lets the caller go before anything is awaited under its lock.
        await Task.Yield();
        if (read.Before?.Head is { } before) await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            (read.HasBegun, read.Before) = (true, null);
        }

        try
        {
            return await patience.WithinAsync(token => ledger.ReadHeadAsync(item, token), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                if (_reads[item] == read) _reads.Remove(item);
            }
        }
    }

    private sealed class Read(Read? before)
    {
        public Read? Before { get; set; } = before;

        public bool HasBegun { get; set; }

        public Task<long>? Head { get; set; }
    }
}
