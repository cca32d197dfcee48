using Seckill.Actors.Board;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Wire;
using Seckill.Storage;

namespace Seckill.Host.Orders;

/// <summary>A part of a buyer's orders, newest first.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="Incomplete">Items of which an order may be missing, because their ledgers cannot be read.</param>
internal sealed record OrderList(IReadOnlyList<Order> Orders, IReadOnlyList<ItemId> Incomplete);

/// <summary>
/// Lists a buyer's orders: every one that the buyer can know of. They come from the orders table. For an item whose rows no longer follow
/// its ledger, the ledger says which orders the buyer has there, and the item says their status. So one broken item affects only the lists
/// of buyers with orders of it.
/// </summary>
internal sealed class OrderLists(
    OrderLookup orders, IReadModelReader table, TableProgress progress, LedgerTails tails, Board board, StoragePatience patience,
    OutageLog outages)
{
    private static readonly Comparer<KeyValuePair<OrderCursor, Order?>> NewestFirst =
        Comparer<KeyValuePair<OrderCursor, Order?>>.Create((left, right) => Compare(left.Key, right.Key));

    private static readonly Problem TableIsBehind = new(
        ProblemKind.OutcomeUnknown, "The orders table does not answer at present, or has not reached the newest orders.");

    /// <summary>Orders after a position in the list; refused when one that the buyer knows of may be missing.</summary>
    public async Task<RequestPart<OrderList>> ReadAsync(BuyerId buyer, OrderCursor? after, int limit, CancellationToken cancellation)
    {
        try
        {
            if (await progress.AwaitAsync(buyer, cancellation).ConfigureAwait(false) is not { } stopped) return Refuse(TableIsBehind);
            var rows = await patience.WithinAsync(token => table.ListOrdersAsync(buyer, after, limit, token), cancellation).ConfigureAwait(false);
            return stopped.Count == 0
                ? new RequestPart<OrderList>(new OrderList(rows, []), null)
                : await CompleteAsync(rows, stopped, buyer, after, limit, cancellation).ConfigureAwait(false);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("Orders cannot be listed", outage);
            return Refuse(TableIsBehind);
        }
    }

    private async Task<RequestPart<OrderList>> CompleteAsync(
        IReadOnlyList<Order> rows, IReadOnlyList<ItemLag> stopped, BuyerId buyer, OrderCursor? after, int limit, CancellationToken cancellation)
    {
        var places = rows.ToDictionary(row => new OrderCursor(row.CreatedAt, row.Id), row => (Order?)row);
        var incomplete = new List<ItemId>();
        foreach (var lag in stopped)
        {
            // The board may have learned the holders meanwhile.
            if (board.HadNoOrder(lag.Item, buyer, lag.Head)) continue;
            var tail = await tails.FindAsync(lag, buyer, cancellation).ConfigureAwait(false);
            if (!tail.IsWhole)
            {
                // The ledger is unreadable, but the board knows the holders: this buyer may have an order there.
                if (board.KnowsHolders(lag.Item, lag.Head)) return Refuse(Unknown(lag.Item));
                incomplete.Add(lag.Item);
            }

            foreach (var place in tail.Orders.Where(place => after is not { } cursor || IsAfter(place, cursor)).Take(limit)) places.TryAdd(place, null);
        }

        var heads = stopped.ToDictionary(lag => lag.Item, lag => lag.Head);
        var page = await Task.WhenAll(places.Order(NewestFirst).Take(limit).Select(place => FindAsync(place, heads, cancellation)))
            .ConfigureAwait(false);
        if (page.Select(found => found.Refusal).FirstOrDefault(refusal => refusal is not null) is { } unknown) return Refuse(unknown);
        Order[] own = [.. page.Select(found => found.Value!).Where(order => order.Buyer == buyer)];
        return new RequestPart<OrderList>(new OrderList(own, incomplete), null);
    }

    /// <summary>The current order: from its row, or from the item if the row does not follow.</summary>
    private async Task<RequestPart<Order>> FindAsync(
        KeyValuePair<OrderCursor, Order?> place, Dictionary<ItemId, long> heads, CancellationToken cancellation)
    {
        var id = place.Key.Id;
        if (!heads.TryGetValue(id.Item, out var head)) return new RequestPart<Order>(place.Value, null);
        var found = await orders.FindAsync(id, head, (place.Value, Revision: 0), cancellation).ConfigureAwait(false);
        return found.Refusal is null ? found : new RequestPart<Order>(null, Unknown(id.Item));
    }

    /// <summary>Newest first: by time, then by item and number, as the table sorts.</summary>
    private static int Compare(OrderCursor left, OrderCursor right)
    {
        var byTime = right.CreatedAt.CompareTo(left.CreatedAt);
        if (byTime != 0) return byTime;
        var byItem = string.CompareOrdinal(right.Id.Item.Value, left.Id.Item.Value);
        return byItem != 0 ? byItem : right.Id.Sequence.CompareTo(left.Id.Sequence);
    }

    private static bool IsAfter(OrderCursor place, OrderCursor cursor) => Compare(place, cursor) > 0;

    private static Problem Unknown(ItemId item) => new(
        ProblemKind.OutcomeUnknown, $"You may have an order of item '{item}' that the orders table does not show, and the item does not answer at present.");

    private static RequestPart<OrderList> Refuse(Problem refusal) => new(null, refusal);
}
