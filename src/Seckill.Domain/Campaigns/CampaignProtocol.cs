using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Campaigns;

/// <summary>All messages of a campaign's bucket: commands, the events that it records, and its answers.</summary>
/// <remarks>
/// A slot is the right to try to buy some units of one item. It is open while its outcome is not known, and then kept, as units of the buyer
/// in the item, or returned. Nobody but the item knows what became of an order, so whoever finds a buyer at the limit asks the items and
/// reports with <see cref="RecountUnits"/>.
/// </remarks>
public static class CampaignProtocol
{
    /// <summary>An intent. Repeating it is safe.</summary>
    public interface ICommand
    {
        /// <summary>Whose slots.</summary>
        BuyerId Buyer { get; }

        /// <summary>Of which item.</summary>
        ItemId Item { get; }
    }

    /// <summary>Asks for a slot.</summary>
    /// <param name="Buyer">Who wants to buy.</param>
    /// <param name="Item">What.</param>
    /// <param name="Units">How many units, 1 or more.</param>
    /// <param name="Limit">The item's limit: units that the buyer may hold and own over the campaign.</param>
    /// <param name="Number">Names the slot: random, made by the sender, and never used again.</param>
    /// <param name="Key">The key under which the item remembers the order. The item finds the order by it.</param>
    public sealed record TakeSlot(BuyerId Buyer, ItemId Item, int Units, int Limit, long Number, IdempotencyKey Key) : ICommand;

    /// <summary>Reports that a slot's purchase has made an order.</summary>
    /// <param name="Buyer">Who bought.</param>
    /// <param name="Item">What.</param>
    /// <param name="Number">The slot.</param>
    /// <param name="Sequence">The order.</param>
    /// <param name="Units">Its units.</param>
    public sealed record KeepSlot(BuyerId Buyer, ItemId Item, long Number, long Sequence, int Units) : ICommand;

    /// <summary>Reports that a slot's purchase has made no order and never will.</summary>
    /// <param name="Buyer">Whose slot.</param>
    /// <param name="Item">Of which item.</param>
    /// <param name="Number">The slot.</param>
    public sealed record ReturnSlot(BuyerId Buyer, ItemId Item, long Number) : ICommand;

    /// <summary>Reports what an item has said about a buyer.</summary>
    /// <param name="Buyer">The buyer.</param>
    /// <param name="Item">The item.</param>
    /// <param name="Units">Units that the buyer holds and owns there.</param>
    /// <param name="CountedThrough">The newest order that was there, of whichever buyer: all up to it are counted.</param>
    /// <param name="Settled">Slots that need not be open any more: their orders are counted, or they never get one.</param>
    public sealed record RecountUnits(BuyerId Buyer, ItemId Item, int Units, long CountedThrough, ImmutableArray<long> Settled) : ICommand;

    /// <summary>Something that happened. The meaning of a stored event never changes.</summary>
    public interface IEvent
    {
        /// <summary>Whose slots changed.</summary>
        BuyerId Buyer { get; }

        /// <summary>Of which item.</summary>
        ItemId Item { get; }
    }

    /// <summary>The one journal entry of a batch. Its number in the journal is the bucket's revision.</summary>
    /// <param name="At">The bucket's clock when it decided; UTC, whole milliseconds.</param>
    /// <param name="Events">What happened, in order; never empty.</param>
    public sealed record SlotsCommitted(DateTimeOffset At, ImmutableArray<IEvent> Events);

    /// <summary>A slot was opened.</summary>
    public sealed record SlotTaken(BuyerId Buyer, ItemId Item, OpenSlot Slot) : IEvent;

    /// <summary>A slot's purchase made an order.</summary>
    public sealed record SlotKept(BuyerId Buyer, ItemId Item, long Number, long Sequence, int Units) : IEvent;

    /// <summary>A slot's purchase made none.</summary>
    public sealed record SlotReturned(BuyerId Buyer, ItemId Item, long Number) : IEvent;

    /// <summary>An item said what the buyer has.</summary>
    public sealed record UnitsRecounted(BuyerId Buyer, ItemId Item, int Units, long CountedThrough, ImmutableArray<long> Settled) : IEvent;

    /// <summary>How a command ended. Numbers cross the wire: never renumber.</summary>
    public enum SlotOutcome
    {
        /// <summary>The slot is open until the answer's <see cref="SlotAnswer.LapsesAt"/>.</summary>
        Taken = 1,

        /// <summary>
        /// The buyer's slots leave no room for this one, or one with the same key is open. The answer has them: they may be out of date.
        /// </summary>
        Blocked = 2,

        /// <summary>A report was taken notice of. It may be written later, or be lost: it can be found out again.</summary>
        Noted = 3,

        /// <summary>A bound is reached; nothing was decided.</summary>
        Overloaded = 4,

        /// <summary>No answer in time, or the write failed.</summary>
        Unknown = 5,
    }

    /// <summary>The answer to one command.</summary>
    /// <param name="Outcome">How it ended.</param>
    public sealed record SlotAnswer(SlotOutcome Outcome)
    {
        /// <summary>With <see cref="SlotOutcome.Taken"/>: from then on, by the item's clock, the slot buys nothing.</summary>
        public DateTimeOffset LapsesAt { get; init; }

        /// <summary>With <see cref="SlotOutcome.Blocked"/>: what the buyer has, as far as the bucket knows.</summary>
        public ImmutableArray<ItemSlots> Slots { get; init; } = [];
    }
}
