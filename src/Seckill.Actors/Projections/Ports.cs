using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Projections;

/// <summary>One journal entry of one item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Revision">The entry's sequence number: 1, 2, 3, … without gaps.</param>
/// <param name="Batch">The entry.</param>
public sealed record LedgerEntry(ItemId ItemId, long Revision, BatchCommitted Batch);

/// <summary>Reads the ledger: the only source of truth.</summary>
public interface ILedger
{
    /// <summary>Entries of one item in order, those after <paramref name="afterRevision"/>, up to the end as it is now.</summary>
    /// <exception cref="LedgerContradictedException">An entry is missing or cannot be read. Those before it were handed out.</exception>
    IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, CancellationToken cancellation);

    /// <summary>The newest revision of every item in the ledger.</summary>
    Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation);

    /// <summary>The newest revision of one item; 0 when the ledger does not know it.</summary>
    Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation);
}

/// <summary>
/// One item's ledger and rows contradict each other, or one of them cannot be read: somebody changed them by hand, or the product has a
/// defect. It does not pass by itself, and it concerns no other item. A rebuild of the read model may mend it.
/// </summary>
public sealed class LedgerContradictedException(ItemId item, string message, Exception? cause = null)
    : InvalidOperationException(message, cause)
{
    /// <summary>The item.</summary>
    public ItemId ItemId => item;
}

/// <summary>
/// Among the items of a batch there is one whose rows refuse it, and the database does not say which. Written one by one, each item
/// succeeds or is named by a <see cref="LedgerContradictedException"/>.
/// </summary>
public sealed class RowsRefusedException(Exception cause)
    : InvalidOperationException($"The rows of some item of the batch refuse it: {cause.Message}", cause);

/// <summary>The writing side of the read model: rows and offsets move in one transaction.</summary>
public interface IReadModelWriter
{
    /// <summary>Creates the tables if they are not there, and adds what an earlier version did not have. Safe when several nodes do it at once.</summary>
    Task InitialiseAsync(CancellationToken cancellation);

    /// <summary>
    /// Writes entries of any items, of each item in ascending order, in one transaction: locks each item's offset row, skips
    /// what is already there, leaves an item out that has a gap, and moves the offsets.
    /// </summary>
    /// <returns>For each item of the batch its offset after the transaction. Below the last revision given: there was a gap.</returns>
    /// <exception cref="LedgerContradictedException">An entry cannot be what happened next, by the rows. Nothing was written.</exception>
    /// <exception cref="RowsRefusedException">The rows of one item among several refuse its ledger. Nothing was written.</exception>
    Task<IReadOnlyDictionary<ItemId, long>> WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation);

    /// <summary>The offset of every item: the newest revision whose rows are written.</summary>
    Task<IReadOnlyDictionary<ItemId, long>> ReadOffsetsAsync(CancellationToken cancellation);

    /// <summary>Empties the read model, to be rebuilt from the ledger.</summary>
    Task ClearAsync(CancellationToken cancellation);
}

/// <summary>The reading side of the read model.</summary>
public interface IReadModelReader
{
    /// <summary>An order, with the revision of its item that the table has reached; the order is null when there is no row.</summary>
    Task<(Order? Order, long Revision)> FindOrderAsync(OrderId id, CancellationToken cancellation);

    /// <summary>A buyer's orders, newest first (by <see cref="Order.CreatedAt"/>, then id), those after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Order>> ListOrdersAsync(BuyerId buyer, OrderCursor? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// The last known public face of every item, with whether time still has something to do there. A row that holds what no item can
    /// have is left out: its item has an offset, but no row.
    /// </summary>
    Task<IReadOnlyList<ItemRow>> ListItemsAsync(CancellationToken cancellation);

    /// <summary>Counts of one item's rows, all of one revision; null when the table does not know the item.</summary>
    Task<TableCounts?> CountAsync(ItemId item, CancellationToken cancellation);
}

/// <summary>Where a page of orders ends.</summary>
public readonly record struct OrderCursor(DateTimeOffset CreatedAt, OrderId Id);

/// <summary>One row of the <c>items</c> table.</summary>
/// <param name="Status">The public face.</param>
/// <param name="RefundsDue">Late payments that have not gone back.</param>
public sealed record ItemRow(ItemStatus Status, long RefundsDue)
{
    /// <summary>Whether something still has to happen without anybody asking.</summary>
    public bool IsUnsettledAt(DateTimeOffset now) =>
        Status.Stock.Held > 0 || RefundsDue > 0 || (!Status.IsClosed && now < Status.Terms.EndsAt);

    /// <summary>Whether the item ought to be alive: unsettled, and its start not further away than the lead.</summary>
    public bool IsAwakeAt(DateTimeOffset now, TimeSpan lead) => IsUnsettledAt(now) && Status.Terms.StartsAt - now <= lead;
}

/// <summary>What the tables say of one item, for the audit.</summary>
/// <param name="Revision">The revision that the rows have reached.</param>
/// <param name="Item">The <c>items</c> row's own stock columns.</param>
/// <param name="Orders">Rows, units and amounts by status, summed over the <c>orders</c> table.</param>
public sealed record TableCounts(long Revision, StockColumns Item, ImmutableDictionary<OrderStatus, StatusSum> Orders);

/// <summary>An item's stock as its row has it: plain numbers, because a row that does not add up must be shown.</summary>
public readonly record struct StockColumns(long Total, long Available, long Held, long Sold);

/// <summary>Sums over the orders of one status.</summary>
/// <param name="Orders">How many there are.</param>
/// <param name="Units">Their units.</param>
/// <param name="Amount">
/// Their money. 9.3 million units at the highest price are more than 64 bits hold, and an item may have 100 million units.
/// </param>
public readonly record struct StatusSum(long Orders, long Units, Int128 Amount)
{
    /// <summary>Both together.</summary>
    public static StatusSum operator +(StatusSum left, StatusSum right) => left.Plus(right);

    /// <summary>This and other orders together.</summary>
    public StatusSum Plus(StatusSum other) => new(Orders + other.Orders, Units + other.Units, checked(Amount + other.Amount));
}
