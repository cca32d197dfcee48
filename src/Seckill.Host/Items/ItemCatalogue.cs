using System.Diagnostics.CodeAnalysis;
using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Items;

/// <summary>Finds a request's item on this node's board, without a message.</summary>
internal static class ItemCatalogue
{
    /// <summary>Finds an item by its id in the path. False with a refusal if there is none.</summary>
    public static bool TryFind(
        this Board board, string itemId, [NotNullWhen(true)] out ItemStatus? status, [NotNullWhen(false)] out Problem? refusal)
    {
        (status, refusal) = (null, null);
        if (!ItemId.TryParse(itemId, out var id)) refusal = BadId();
        else status = board.Find(id);
        if (status is null) refusal ??= board.IsComplete ? Problem.ItemNotFound(itemId) : StillLoading();
        return status is not null;
    }

    public static Problem BadId() =>
        Problem.Invalid("itemId", "An item id is 1 to 64 characters of a-z, 0-9 and '-', not starting with '-'.");

    public static Problem StillLoading() =>
        new(ProblemKind.Overloaded, "This node has just started and does not know every item yet; nothing was decided.");
}
