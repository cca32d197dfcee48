using Seckill.Domain.Shared;

namespace Seckill.Storage.ReadModel;

/// <summary>How far the rows of an item have come.</summary>
/// <param name="Item">The item.</param>
/// <param name="Revision">The newest entry whose orders and stock are in the tables.</param>
/// <param name="Operations">
/// The newest entry up to which all operations are in the table. It is behind only where a program without an operations log wrote the rows.
/// </param>
internal readonly record struct ItemOffset(ItemId Item, long Revision, long Operations)
{
    /// <summary>Whether the operations of the next entry may be written with its rows.</summary>
    public bool IsInStep => Operations >= Revision;
}
