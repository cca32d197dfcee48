using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Domain.Campaigns;

/// <summary>The committed state of a bucket: the sum of its journal. Immutable; only <see cref="Apply"/> leads to the next state.</summary>
/// <remarks>It is bounded: see <see cref="CampaignRule.BuyersMax"/> and <see cref="CampaignLimits.OpenSlotsMax"/>.</remarks>
public sealed record CampaignState : ILedgerState<CampaignState, SlotsCommitted>
{
    private CampaignState(CampaignBucket bucket) => Bucket = bucket;

    /// <summary>The bucket.</summary>
    public CampaignBucket Bucket { get; }

    /// <summary>Batches committed so far; the journal's sequence number.</summary>
    public long Revision { get; init; }

    /// <summary>What each buyer has, by item. Buyers and items without anything are left out.</summary>
    public HashTrie<BuyerId, ImmutableArray<ItemSlots>> Buyers { get; init; } = HashTrie<BuyerId, ImmutableArray<ItemSlots>>.Empty;

    /// <summary>The items of those slots, each as one object that all buyers share.</summary>
    internal ImmutableDictionary<ItemId, ItemId> Items { get; init; } = ImmutableDictionary<ItemId, ItemId>.Empty;

    /// <summary>The state of a bucket in which nothing has happened.</summary>
    public static CampaignState Empty(CampaignBucket bucket) => new(bucket);

    /// <summary>The state of a snapshot.</summary>
    public static CampaignState Restore(CampaignBucket bucket, long revision, IEnumerable<KeyValuePair<BuyerId, IEnumerable<ItemSlots>>> buyers)
    {
        ArgumentNullException.ThrowIfNull(buyers);
        var draft = new CampaignDraft(Empty(bucket));
        foreach (var (buyer, slots) in buyers) draft.Restore(buyer, slots);
        return draft.Commit(revision);
    }

    /// <summary>The state after one more committed batch. Pure and total; an unknown event throws.</summary>
    /// <exception cref="InvalidOperationException">The journal contradicts itself; it must not be continued.</exception>
    public CampaignState Apply(SlotsCommitted batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Events.IsEmpty) throw new InvalidOperationException($"The journal of {Bucket} holds a batch in which nothing happened.");
        var draft = new CampaignDraft(this);
        foreach (var change in batch.Events) draft.Apply(change);
        return draft.Commit();
    }
}
