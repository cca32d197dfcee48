using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Campaigns;

/// <summary>A slot whose outcome is not known.</summary>
/// <param name="Number">Its name.</param>
/// <param name="Key">The key under which the item remembers the order, if it makes one.</param>
/// <param name="Units">Units that may be bought with it.</param>
/// <param name="LapsesAt">From then on, by the item's clock, it buys nothing.</param>
public sealed record OpenSlot(long Number, IdempotencyKey Key, int Units, DateTimeOffset LapsesAt);

/// <summary>What one buyer has of one item, as far as the bucket knows. It is never less than what the item knows.</summary>
/// <param name="Item">The item.</param>
/// <param name="Units">Units of orders that were made. Orders may have ended since.</param>
/// <param name="KeptThrough">The newest of the buyer's orders among them; an older answer of the item knows less than the bucket.</param>
/// <param name="CountedThrough">The newest order of the item, of whichever buyer, that was there when its units were last counted.</param>
/// <param name="Open">Slots whose outcome is not known, oldest first.</param>
public sealed record ItemSlots(ItemId Item, int Units, long KeptThrough, long CountedThrough, ImmutableArray<OpenSlot> Open)
{
    /// <summary>Units that the buyer may own in the end, at most.</summary>
    public long UnitsAtMost => Units + Open.Sum(slot => (long)slot.Units);

    /// <summary>Whether there is nothing left to remember.</summary>
    public bool IsEmpty => Units == 0 && Open.IsEmpty;

    /// <summary>No slots.</summary>
    public static ItemSlots None(ItemId item) => new(item, 0, 0, 0, []);

    /// <summary>Finds an open slot; null when it is not open.</summary>
    public OpenSlot? Find(long number) => Open.FirstOrDefault(slot => slot.Number == number);
}
