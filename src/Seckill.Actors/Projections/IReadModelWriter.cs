using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>The writing side of the read model: rows and offsets move in one transaction.</summary>
public interface IReadModelWriter
{
    /// <summary>
    /// Writes entries of any items in one transaction, in ascending order for each item: locks each item's offset row, skips entries that
    /// are already there, leaves out an item with a gap, and moves the offsets.
    /// </summary>
    /// <returns>Each item's offset after the transaction. An offset below the item's last given revision means a gap.</returns>
    /// <exception cref="LedgerContradictedException">An entry does not fit the rows. Nothing was written.</exception>
    /// <exception cref="RowsRefusedException">The rows of one of several items refuse its ledger. Nothing was written.</exception>
    Task<IReadOnlyDictionary<ItemId, long>> WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation);

    /// <summary>The offset of every item: the newest revision whose rows are written.</summary>
    Task<IReadOnlyDictionary<ItemId, long>> ReadOffsetsAsync(CancellationToken cancellation);

    /// <summary>
    /// Empties the read model, to be rebuilt from the ledger. If the role may, it drops the tables and creates them again, which also
    /// undoes manual changes to their definition.
    /// </summary>
    Task ClearAsync(CancellationToken cancellation);

    /// <summary>Deletes one item's rows and sets its offset to 0 in one transaction, to be rebuilt from the ledger while everything goes on.</summary>
    Task ClearAsync(ItemId item, CancellationToken cancellation);
}

/// <summary>
/// The rows of one item in a batch refuse its entry, and the database does not say which item. If the items are written one by one, each
/// succeeds or is named by a <see cref="LedgerContradictedException"/>.
/// </summary>
public sealed class RowsRefusedException(Exception cause)
    : InvalidOperationException($"The rows of some item of the batch refuse it: {cause.Message}", cause);
