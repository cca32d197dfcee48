using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Storage;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Orders;

/// <summary>The orders that a buyer may have beyond the rows of an item, newest first.</summary>
/// <param name="Orders">The orders' positions in a list. Two buyers may share a hash, so the caller must still check the owner.</param>
/// <param name="IsWhole">Whether there are no others. False when a ledger entry is unreadable, or there are too many orders.</param>
internal sealed record TailOrders(ImmutableArray<OrderCursor> Orders, bool IsWhole);

/// <summary>
/// Reads from the ledger who got orders that the orders table does not show, for items whose rows no longer follow. It reads every entry
/// once, with one reader at a time, however many buyers ask; it keeps only an order's position in lists.
/// </summary>
internal sealed class LedgerTails(ILedger ledger, StoragePatience patience, TimeProvider time)
{
    /// <summary>Most orders kept for all items together; 24 bytes each.</summary>
    private const int OrdersMax = 1_000_000;

    /// <summary>How soon to retry an unreadable entry.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ItemId, Tail> _tails = new();
    private int _kept;

    /// <summary>A buyer's orders in the entries after the rows' offset, up to the ledger's head.</summary>
    /// <exception cref="StorageUnavailableException">The ledger is unavailable or too slow. The next call continues from there.</exception>
    public Task<TailOrders> FindAsync(ItemLag lag, BuyerId buyer, CancellationToken cancellation)
    {
        // Rebuilt rows start before what was read of the ledger.
        if (_tails.TryGetValue(lag.Item, out var known) && known.After > lag.Offset) Forget(lag.Item);
        var tail = _tails.GetOrAdd(lag.Item, static (_, offset) => new Tail(offset), lag.Offset);
        return patience.WithinAsync(token => FindAsync(tail, lag, buyer, token), cancellation);
    }

    /// <summary>Forgets an item's entries, which its rows show by now.</summary>
    public void Forget(ItemId item)
    {
        if (_tails.TryRemove(item, out var tail)) Interlocked.Add(ref _kept, -tail.Retire());
    }

    private async Task<TailOrders> FindAsync(Tail tail, ItemLag lag, BuyerId buyer, CancellationToken cancellation)
    {
        await tail.Turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (tail.ReadTo < lag.Head && !tail.IsBrokenSince(time, RetryAfter)) await ReadOnAsync(tail, lag.Item, cancellation).ConfigureAwait(false);
            return new TailOrders(tail.Find(lag.Item, buyer), tail.ReadTo >= lag.Head);
        }
        finally
        {
            tail.Turn.Release();
        }
    }

    private async Task ReadOnAsync(Tail tail, ItemId item, CancellationToken cancellation)
    {
        try
        {
            await foreach (var entry in ledger.ReadAsync(item, tail.ReadTo, cancellation).ConfigureAwait(false))
            {
                if (Volatile.Read(ref _kept) >= OrdersMax) return;
                Interlocked.Add(ref _kept, tail.Take(entry));
            }
        }
        catch (LedgerContradictedException)
        {
            // The projection reports it to operators; here it only means that the rest of the ledger is unknown.
            tail.Break(time);
        }
    }

    /// <summary>What was read of one item. Only the holder of the turn uses it.</summary>
    private sealed class Tail(long after)
    {
        private readonly Lock _gate = new();
        private readonly List<ulong> _buyers = [];
        private readonly List<(long Sequence, long CreatedAtMs)> _orders = [];
        private long? _brokenAt;
        private bool _isRetired;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>The offset after which the entries begin.</summary>
        public long After { get; } = after;

        public long ReadTo { get; private set; } = after;

        /// <summary>Adds an entry; returns the number of orders to account for.</summary>
        public int Take(LedgerEntry entry)
        {
            lock (_gate)
            {
                var before = _orders.Count;
                foreach (var reservation in entry.Batch.Events.OfType<StockReserved>().SelectMany(reserved => reserved.Reservations))
                {
                    _buyers.Add(reservation.Buyer.StableHash);
                    _orders.Add((reservation.Sequence, entry.Batch.At.ToUnixTimeMilliseconds()));
                }

                (ReadTo, _brokenAt) = (entry.Revision, null);
                return _isRetired ? 0 : _orders.Count - before;
            }
        }

        /// <summary>Returns the number of orders accounted for; entries added afterwards do not count.</summary>
        public int Retire()
        {
            lock (_gate)
            {
                _isRetired = true;
                return _orders.Count;
            }
        }

        public void Break(TimeProvider time) => _brokenAt = time.GetTimestamp();

        public bool IsBrokenSince(TimeProvider time, TimeSpan notLongerThan) =>
            _brokenAt is { } at && time.GetElapsedTime(at) < notLongerThan;

        public ImmutableArray<OrderCursor> Find(ItemId item, BuyerId buyer)
        {
            var hash = buyer.StableHash;
            var buyers = CollectionsMarshal.AsSpan(_buyers);
            var found = ImmutableArray.CreateBuilder<OrderCursor>();
            for (var end = buyers.LastIndexOf(hash); end >= 0; end = buyers[..end].LastIndexOf(hash))
            {
                var (sequence, createdAtMs) = _orders[end];
                found.Add(new OrderCursor(DateTimeOffset.FromUnixTimeMilliseconds(createdAtMs), new OrderId(item, sequence)));
            }

            return found.ToImmutable();
        }
    }
}
