using System.Diagnostics.CodeAnalysis;
using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Items;

/// <summary>Finds a command's item on this node's board, without a message.</summary>
public sealed class ItemFinder(Board board, IRefusals refusals)
{
    /// <summary>Finds an item. False with a refusal if there is none.</summary>
    public bool TryFind(ItemId item, [NotNullWhen(true)] out ItemStatus? status, [NotNullWhen(false)] out Refusal? refusal)
    {
        status = board.Find(item);
        refusal = status is null ? RefusalOf(item) : null;
        return status is not null;
    }

    /// <summary>The refusal of a command to an item that this node does not know.</summary>
    public Refusal RefusalOf(ItemId item) => board.IsComplete ? refusals.ItemNotFound(item.Value) : refusals.StillLoading();
}
