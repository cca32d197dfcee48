using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Operators;

/// <summary>
/// The tables of the operations log. Accepted operations are derived from the ledger (<see cref="IReadModelWriter"/> writes them with the
/// orders' rows); attempts that changed nothing are written by the node that took them, and no rebuild touches them.
/// </summary>
public interface IOperationTables
{
    /// <summary>Operations after <paramref name="after"/>, newest first (by <see cref="Operation.At"/>, then id).</summary>
    Task<IReadOnlyList<Operation>> ListAsync(OperationFilter filter, OperationCursor? after, int limit, CancellationToken cancellation);

    /// <summary>Writes attempts. One that is already there stays as it is, so a repeat after an unclear end is safe.</summary>
    Task WriteAttemptsAsync(IReadOnlyCollection<Operation> attempts, CancellationToken cancellation);

    /// <summary>Deletes attempts that are older, and the oldest beyond a number. Returns how many it deleted.</summary>
    Task<int> ForgetAttemptsAsync(DateTimeOffset before, int keepMax, CancellationToken cancellation);

    /// <summary>
    /// Items whose rows a program without an operations log has written, and the revision up to which their operations are there.
    /// </summary>
    Task<IReadOnlyList<KeyValuePair<ItemId, long>>> FindIncompleteAsync(int limit, CancellationToken cancellation);

    /// <summary>
    /// Fills in the operations of consecutive entries of one item, as far as its rows have come. It leaves out what is already there.
    /// </summary>
    /// <returns>The revision up to which the item's operations are there now.</returns>
    Task<long> FillInAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation);
}
