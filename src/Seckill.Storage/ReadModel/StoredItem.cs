using Seckill.Domain.Items;

namespace Seckill.Storage.ReadModel;

/// <summary>A row of <c>items</c>. Its revision is the item's offset, kept once, in <c>projection_offset</c>.</summary>
/// <param name="Status">The public status.</param>
/// <param name="ListedStock">Units as last listed, before adjustments.</param>
/// <param name="RefundsDue">Late payments that have not gone back.</param>
internal sealed record StoredItem(ItemStatus Status, long ListedStock, long RefundsDue);
