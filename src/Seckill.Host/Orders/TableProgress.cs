using System.Collections.Concurrent;
using Seckill.Actors.Board;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Storage;

namespace Seckill.Host.Orders;

/// <summary>An item whose rows have not reached its ledger.</summary>
/// <param name="Item">The item.</param>
/// <param name="Offset">The revision that its rows show.</param>
/// <param name="Head">The revision of its ledger when the list was requested.</param>
internal readonly record struct ItemLag(ItemId Item, long Offset, long Head);

/// <summary>
/// Makes sure that the orders table has all orders that a buyer can know of. A 201 is in the ledger before anybody reads it, on any node;
/// the table follows moments later. So a list waits until the table has reached the current end of the ledger, for every item of which the
/// buyer may have an order. It does not wait for rows that have stopped following, but returns their items.
/// </summary>
internal sealed class TableProgress
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Board _board;
    private readonly TimeProvider _time;
    private readonly LedgerTails _tails;
    private readonly TimeSpan _patience;
    private readonly SharedRead<IReadOnlyDictionary<ItemId, long>> _heads;
    private readonly SharedRead<IReadOnlyDictionary<ItemId, long>> _offsets;

    /// <summary>Items that were behind at the last look, with their offset and the time since which they have had it.</summary>
    private readonly ConcurrentDictionary<ItemId, (long Offset, long Since)> _standing = new();

    public TableProgress(
        Board board, ILedger ledger, IReadModelWriter tables, LedgerTails tails, StoragePatience patience, TimeProvider time)
    {
        (_board, _tails, _time, _patience) = (board, tails, time, patience.Allowed);
        _heads = new(cancellation => patience.WithinAsync(ledger.ReadHeadsAsync, cancellation));
        _offsets = new(cancellation => patience.WithinAsync(tables.ReadOffsetsAsync, cancellation));
    }

    /// <summary>
    /// Waits for the table. Returns items whose rows no longer follow and of which the buyer may have an order; usually none. Null
    /// when rows that do follow are late. Throws when ledger or table cannot be read.
    /// </summary>
    public async Task<IReadOnlyList<ItemLag>?> AwaitAsync(BuyerId buyer, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var heads = await _heads.AfterNowAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            var offsets = await _offsets.AfterNowAsync(cancellation).ConfigureAwait(false);
            var behind = Compare(heads, offsets, buyer);
            if (behind.TrueForAll(lag => HasStopped(lag, began))) return behind;
            if (_time.GetElapsedTime(began) >= _patience) return null;
            await Task.Delay(LookEvery, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the lagging items in which the buyer may have an order, and records the offsets of all lagging items.</summary>
    private List<ItemLag> Compare(IReadOnlyDictionary<ItemId, long> heads, IReadOnlyDictionary<ItemId, long> offsets, BuyerId buyer)
    {
        // An offset that has moved shows that the rows follow.
        foreach (var (item, standing) in _standing)
        {
            if (offsets.GetValueOrDefault(item) == standing.Offset || !_standing.TryRemove(KeyValuePair.Create(item, standing))) continue;
            if (offsets.GetValueOrDefault(item) >= heads.GetValueOrDefault(item)) _tails.Forget(item);
        }

        var behind = new List<ItemLag>();
        foreach (var (item, head) in heads)
        {
            var offset = offsets.GetValueOrDefault(item);
            if (offset >= head) continue;
            _standing.TryAdd(item, (offset, _time.GetTimestamp()));
            if (!_board.HadNoOrder(item, buyer, head)) behind.Add(new ItemLag(item, offset, head));
        }

        return behind;
    }

    /// <summary>
    /// Whether the rows have been behind for as long as a list waits, without moving. Then they are set aside, their ledger cannot be read,
    /// or the projection is down. A list that was the first to see them behind cannot tell that from rows that are late.
    /// </summary>
    private bool HasStopped(ItemLag lag, long began) => _standing.TryGetValue(lag.Item, out var standing)
        && standing.Offset == lag.Offset && standing.Since < began && _time.GetElapsedTime(standing.Since) >= _patience;
}
