using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Domain.Campaigns;

/// <summary>A mutable <see cref="CampaignState"/>, for one call of <see cref="CampaignState.Apply"/> or <see cref="CampaignDecider.Decide"/>.</summary>
internal sealed class CampaignDraft(CampaignState origin)
{
    private readonly HashTrie<BuyerId, ImmutableArray<ItemSlots>>.Builder _buyers = origin.Buyers.ToBuilder();
    private ImmutableDictionary<ItemId, ItemId> _items = origin.Items;
    private bool _changed;

    /// <summary>Number of buyers who have anything.</summary>
    public int BuyerCount => _buyers.Count;

    /// <summary>What a buyer has, by item.</summary>
    public ImmutableArray<ItemSlots> Find(BuyerId buyer) => _buyers.TryGetValue(buyer, out var slots) ? slots : [];

    /// <summary>What a buyer has of one item; null when it is nothing.</summary>
    public ItemSlots? Find(BuyerId buyer, ItemId item) => Find(buyer).FirstOrDefault(slots => slots.Item == item);

    /// <summary>Applies one change.</summary>
    public void Apply(IEvent change)
    {
        var slots = Find(change.Buyer, change.Item);
        Put(change.Buyer, change switch
        {
            SlotTaken taken => Take(slots ?? ItemSlots.None(Shared(change.Item)), taken.Slot),
            SlotKept kept => Keep(Known(slots, change), kept),
            SlotReturned returned => Without(Known(slots, change), returned.Number),
            UnitsRecounted recounted => Recount(Known(slots, change), recounted),
            _ => throw new InvalidOperationException($"The journal of {origin.Bucket} holds an event of unknown type {change.GetType().Name}."),
        });
        _changed = true;
    }

    /// <summary>The resulting state; one revision further if anything changed.</summary>
    public CampaignState Commit() => _changed ? Commit(origin.Revision + 1) : origin;

    /// <summary>The resulting state at a revision.</summary>
    public CampaignState Commit(long revision) => origin with { Revision = revision, Buyers = _buyers.ToImmutable(), Items = _items };

    /// <summary>Adds what a snapshot says of a buyer.</summary>
    public void Restore(BuyerId buyer, IEnumerable<ItemSlots> slots) =>
        _buyers[buyer] = [.. slots.Select(of => of with { Item = Shared(of.Item) })];

    /// <summary>Every message brings the item's id as a text of its own; a million buyers should not keep a million of them.</summary>
    private ItemId Shared(ItemId item)
    {
        if (_items.TryGetValue(item, out var shared)) return shared;
        _items = _items.Add(item, item);
        return item;
    }

    private ItemSlots Known(ItemSlots? slots, IEvent change) => slots
        ?? throw new InvalidOperationException($"The journal of {origin.Bucket} ends slots of {change.Buyer} in {change.Item} that were never taken.");

    private static ItemSlots Take(ItemSlots slots, OpenSlot slot) => slots with { Open = slots.Open.Add(slot) };

    /// <summary>An order that was counted before its slot is kept is not counted again.</summary>
    private ItemSlots Keep(ItemSlots slots, SlotKept kept)
    {
        var rest = Without(slots, kept.Number);
        return kept.Sequence <= rest.CountedThrough
            ? rest
            : rest with { Units = checked(rest.Units + kept.Units), KeptThrough = Math.Max(rest.KeptThrough, kept.Sequence) };
    }

    private static ItemSlots Recount(ItemSlots slots, UnitsRecounted recounted) => slots with
    {
        Units = recounted.Units,
        CountedThrough = recounted.CountedThrough,
        Open = slots.Open.RemoveAll(slot => recounted.Settled.Contains(slot.Number)),
    };

    private ItemSlots Without(ItemSlots slots, long number) => slots.Find(number) is { } open
        ? slots with { Open = slots.Open.Remove(open) }
        : throw new InvalidOperationException($"The journal of {origin.Bucket} ends slot {number} of {slots.Item}, which is not open.");

    private void Put(BuyerId buyer, ItemSlots changed)
    {
        var others = Find(buyer).RemoveAll(slots => slots.Item == changed.Item);
        // A million buyers without an open slot share one empty list.
        if (!changed.IsEmpty) _buyers[buyer] = others.Add(changed.Open.IsEmpty ? changed with { Open = [] } : changed);
        else if (others.IsEmpty) _buyers.Remove(buyer);
        else _buyers[buyer] = others;
    }
}
