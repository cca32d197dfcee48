using Google.Protobuf;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections.Winners;

/// <summary>
/// The hashes of the ledger entries that made orders. An item numbers its orders in the order of its entries, so one pass over the ledger
/// answers for all of them. To be asked by ascending number.
/// </summary>
/// <param name="rows">The ledger's rows.</param>
/// <param name="item">The item.</param>
/// <param name="until">The last entry that counts.</param>
internal sealed class OrderHashes(ILedgerRows rows, ItemId item, long until)
{
    private const int PageSize = 100;

    private readonly Queue<(long First, long End, LedgerHash? Hash)> _made = new();
    private long _after;

    /// <summary>The hash of the entry that made an order; null when there is no such entry, or it has none.</summary>
    public async ValueTask<LedgerHash?> FindAsync(long sequence, CancellationToken cancellation)
    {
        while (true)
        {
            while (_made.TryPeek(out var passed) && passed.End <= sequence) _made.Dequeue();
            if (_made.TryPeek(out var made)) return made.First <= sequence ? made.Hash : null;
            if (_after >= until || !await ReadOnAsync(cancellation).ConfigureAwait(false)) return null;
        }
    }

    private async Task<bool> ReadOnAsync(CancellationToken cancellation)
    {
        var page = await rows.ReadAsync(item, _after, until, PageSize, cancellation).ConfigureAwait(false);
        foreach (var row in page)
        {
            foreach (var (first, count) in OrdersOf(row, out var hash)) _made.Enqueue((first, first + count, hash));
            _after = row.Revision;
        }

        return page.Count > 0;
    }

    /// <summary>None where the row cannot be read; verifying the ledger names it.</summary>
    private static (long First, int Count)[] OrdersOf(LedgerRow row, out LedgerHash? hash)
    {
        hash = null;
        if (!StoredEntry.TryRead(row, out var entry)) return [];
        hash = entry.Hash;
        try
        {
            return [.. entry.Orders];
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }
}
