using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items.Memory;

/// <content>Who waits for units to come back, and the offers made to them.</content>
internal sealed partial class ItemDraft
{
    private WaitingList.Builder? _waiting;

    /// <summary>Created on demand: on most items nobody waits.</summary>
    public WaitingList.Builder Waiting => _waiting ??= new WaitingList.Builder(origin.Waiting);

    /// <summary>Number of waiting buyers.</summary>
    public int WaitingCount => _waiting?.Count ?? origin.Waiting.Count;

    /// <summary>Whether anybody has ever been on the waiting list.</summary>
    public bool HasBeenWaitedFor => (_waiting?.Joined ?? origin.Waiting.Joined) > 0;

    /// <summary>Number of open offers.</summary>
    private int OfferCount => _waiting?.OfferCount ?? origin.Waiting.Offers.Count;

    /// <summary>The order that is a buyer's open offer; null when there is none.</summary>
    public long? FindOffer(BuyerId buyer) => OfferCount == 0 ? null : Waiting.FindOffer(buyer);

    /// <summary>Adds one buyer to the waiting list; several calls make up one <see cref="WaitingListJoined"/>.</summary>
    public void Join(BuyerId buyer)
    {
        Waiting.Join(buyer);
        _changed = true;
    }

    /// <summary>Removes one buyer from the waiting list; several calls make up one <see cref="WaitingListLeft"/>.</summary>
    public void Leave(BuyerId buyer)
    {
        if (!Waiting.Leave(buyer)) throw new InvalidOperationException($"Buyer {buyer} leaves the waiting list of {origin.Id} without having waited.");
        _changed = true;
    }

    /// <summary>Records that an order is an offer; several calls make up one <see cref="UnitsOffered"/>.</summary>
    public void Offer(long sequence) => Waiting.Offer(OrderThatIs(OrderStatus.Pending, sequence).Buyer, sequence);

    private void Join(WaitingListJoined joined)
    {
        if (!joined.Tickets.IsEmpty && joined.Tickets.Length != joined.Buyers.Length)
            throw new InvalidOperationException($"{joined.Buyers.Length} buyers join the waiting list of {origin.Id} with {joined.Tickets.Length} tickets.");
        foreach (var buyer in joined.Buyers) Join(buyer);
        foreach (var ticket in joined.Tickets) Tickets.Use(ticket);
    }

    private void Offer(UnitsOffered offered)
    {
        if (offered.Count < 1 || offered.FirstSequence < 1 || offered.FirstSequence + offered.Count - 1 != LastSequence)
            throw new InvalidOperationException($"{offered.Count} orders of {origin.Id} from {offered.FirstSequence} on are offers, but not the newest.");
        for (var sequence = offered.FirstSequence; sequence <= LastSequence; sequence++) Offer(sequence);
    }

    /// <summary>An order that is paid or over is no open offer any more.</summary>
    private void EndOffer(OrderEntry entry)
    {
        if (OfferCount > 0) Waiting.EndOffer(entry.Buyer, entry.Sequence);
    }
}
