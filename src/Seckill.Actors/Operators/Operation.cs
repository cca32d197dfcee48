using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Operators;

/// <summary>Something that an operator did or tried, as the operations log shows it.</summary>
/// <param name="Id">
/// Tells operations of the same millisecond apart. Of an accepted one it is the place in the ledger, so that a rebuild gives it the same id.
/// </param>
/// <param name="At">When the item decided, or when the attempt ended; UTC, whole milliseconds.</param>
/// <param name="Command">What was asked for (<see cref="OperationNames"/>).</param>
/// <param name="Item">The item; null when the request named none that can exist.</param>
/// <param name="Detail">What the command says beyond its name, such as the units or the order; null when there is nothing.</param>
/// <param name="Outcome">
/// How it ended: <c>listed</c>, <c>changed</c>, <c>cancelled</c>, <c>refund_due</c>, <c>unchanged</c>, or the code of the refusal.
/// </param>
/// <param name="By">Who, from where and why.</param>
public sealed record Operation(
    string Id, DateTimeOffset At, string Command, ItemId? Item, string? Detail, string Outcome, Attribution By)
{
    /// <summary>How the ids of operations begin that a node has recorded itself, because no item's ledger does.</summary>
    internal const string OfNode = "node/";

    /// <summary>Whether it was carried out. The id says so: it is a place in an item's ledger, or begins with <see cref="OfNode"/>.</summary>
    public bool IsAccepted => Id.Contains('/', StringComparison.Ordinal);
}

/// <summary>Which operations to list; null does not filter.</summary>
/// <param name="Item">Only those on this item.</param>
/// <param name="Actor">Only those of this operator, or of <see cref="Attribution.UnknownName"/>.</param>
public readonly record struct OperationFilter(ItemId? Item, string? Actor);

/// <summary>The end of a page of operations.</summary>
public readonly record struct OperationCursor(DateTimeOffset At, string Id);
