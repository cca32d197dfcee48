using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>How far the reconciliation in the background is.</summary>
/// <param name="BeganAt">When the round under way began; null between two rounds.</param>
/// <param name="Position">The last item that this round has passed; null at its beginning.</param>
/// <param name="ItemsChecked">Items that this round, or the last complete one, has compared. It skips items that have not changed.</param>
/// <param name="CompletedAt">When the last complete round ended; null before the first.</param>
public sealed record RoundRecord(DateTimeOffset? BeganAt, ItemId? Position, long ItemsChecked, DateTimeOffset? CompletedAt);

/// <summary>The last comparison of an item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Revision">The ledger entry up to which it was compared.</param>
/// <param name="CheckedAt">When.</param>
/// <param name="IsSettled">Whether nothing was left out because it was too young or can still be paid.</param>
/// <param name="Differences">How many differences there are.</param>
/// <param name="OrdersUnchecked">Orders whose payments could not be compared.</param>
/// <param name="Failure">Why the comparison is not complete; null when it is.</param>
public sealed record ItemCheck(
    ItemId Item, long Revision, DateTimeOffset CheckedAt, bool IsSettled, long Differences, long OrdersUnchecked, string? Failure)
{
    /// <summary>Whether the item is to be compared again before the others.</summary>
    public bool IsSuspect => Differences > 0 || Failure is not null;
}

/// <summary>A difference, and since when it is known.</summary>
/// <param name="Difference">The difference.</param>
/// <param name="FoundAt">When it was first found.</param>
public sealed record FoundDifference(OrderDifference Difference, DateTimeOffset FoundAt);

/// <summary>What every node shows of the reconciliation.</summary>
/// <param name="Round">How far it is.</param>
/// <param name="Kinds">Differences that stand, by kind; of each item, as many as are stored.</param>
/// <param name="Differences">All differences that stand.</param>
/// <param name="ItemsDiffering">Items that have some.</param>
/// <param name="OrdersUnchecked">Orders whose payments could not be compared.</param>
/// <param name="ItemsUnchecked">Items whose comparison is not complete.</param>
public sealed record ReconciliationSummary(
    RoundRecord Round, IReadOnlyDictionary<DifferenceKind, long> Kinds, long Differences, long ItemsDiffering, long OrdersUnchecked,
    long ItemsUnchecked);

/// <summary>Keeps what the reconciliation in the background has found, for all nodes and across restarts.</summary>
public interface IReconciliationTables
{
    /// <summary>How far it is.</summary>
    Task<RoundRecord> ReadRoundAsync(CancellationToken cancellation);

    /// <summary>The last comparison of every item that was ever compared.</summary>
    Task<IReadOnlyDictionary<ItemId, ItemCheck>> ReadChecksAsync(CancellationToken cancellation);

    /// <summary>The differences of an item that are stored.</summary>
    Task<IReadOnlyList<FoundDifference>> ReadDifferencesAsync(ItemId item, CancellationToken cancellation);

    /// <summary>Differences of all items after <paramref name="after"/>, by item and order.</summary>
    Task<IReadOnlyList<FoundDifference>> ListDifferencesAsync(FoundDifference? after, int limit, CancellationToken cancellation);

    /// <summary>What every node shows.</summary>
    Task<ReconciliationSummary> ReadSummaryAsync(CancellationToken cancellation);

    /// <summary>Notes a comparison, what it has found instead of what was found before, and how far the round is, in one transaction.</summary>
    /// <param name="check">The comparison.</param>
    /// <param name="differences">Its differences.</param>
    /// <param name="round">How far the round is; null when the item was compared out of its turn.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task WriteAsync(ItemCheck check, IReadOnlyList<FoundDifference> differences, RoundRecord? round, CancellationToken cancellation);

    /// <summary>Notes how far the round is.</summary>
    Task WriteAsync(RoundRecord round, CancellationToken cancellation);
}
