using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Hosting;

namespace Seckill.Host.Orders;

/// <summary>
/// Makes sure that the orders table has all orders that a buyer can know of. A 201 is in the ledger before anybody reads it, on whatever
/// node; the table follows moments later. So whoever lists orders waits until the table has reached the ledger as it is now, in every item
/// of which the buyer may have an order.
/// </summary>
internal sealed class TableProgress
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Board _board;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly SharedRead<IReadOnlyDictionary<ItemId, long>> _heads;
    private readonly SharedRead<IReadOnlyDictionary<ItemId, long>> _offsets;

    public TableProgress(
        Board board, ILedger ledger, IReadModelWriter tables, StoragePatience patience, IOptions<HttpLimits> limits, TimeProvider time)
    {
        (_board, _time, _patience) = (board, time, TimeSpan.FromMilliseconds(limits.Value.StorageTimeoutMs));
        _heads = new(cancellation => patience.WithinAsync(ledger.ReadHeadsAsync, cancellation));
        _offsets = new(cancellation => patience.WithinAsync(tables.ReadOffsetsAsync, cancellation));
    }

    /// <summary>
    /// Waits for the table. False when it does not get there in time: its list may lack an order of this buyer. Throws when ledger or
    /// table cannot be read.
    /// </summary>
    public async Task<bool> AwaitAsync(BuyerId buyer, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var heads = await _heads.AfterNowAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            var offsets = await _offsets.AfterNowAsync(cancellation).ConfigureAwait(false);
            if (heads.All(head => offsets.GetValueOrDefault(head.Key) >= head.Value || _board.HadNoOrder(head.Key, buyer, head.Value)))
                return true;
            if (_time.GetElapsedTime(began) >= _patience) return false;
            await Task.Delay(LookEvery, _time, cancellation).ConfigureAwait(false);
        }
    }
}
