using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Campaigns;

/// <summary>
/// Buys items that have a limit over their campaign: takes a slot, lets the item decide, and reports the outcome. A buyer for whom there is
/// no slot is refused only after the items have said what the buyer really has: orders may have ended, and slots may have been left behind
/// by a crash.
/// </summary>
public sealed class CampaignPurchases(CampaignGateway campaigns, ItemGateway items, IOptions<SeckillLimits> limits, TimeProvider time)
{
    /// <summary>How long to wait before looking again whether another purchase of the same buyer has ended; doubled each time.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private static readonly Reply Overloaded = new(Outcome.Overloaded);

    /// <summary>
    /// Buys, and completes with the item's reply, or with <see cref="Outcome.LimitReached"/> and the buyer's orders over the campaign. It
    /// goes on when the caller leaves, because the slot must be kept or returned; each step ends within the time of a request.
    /// </summary>
    /// <param name="item">An item with <see cref="ItemTerms.CampaignLimit"/>.</param>
    /// <param name="wish">What is asked for.</param>
    /// <param name="ticket">The ticket, where the item requires one.</param>
    public async Task<Reply> BuyAsync(ItemStatus item, ReserveStock wish, Ticket? ticket)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(wish);
        var bucket = CampaignBucket.Of(item.Terms.Campaign!, wish.Buyer);
        var take = TakeFor(item, wish);
        var (startedAt, wait) = (time.GetTimestamp(), FirstWait);
        var answer = await TakeAsync(bucket, take).ConfigureAwait(false);
        while (answer.Outcome == SlotOutcome.Blocked)
        {
            // A repeat of a request that has won gets its order, at any limit. To any other the item says that it makes no new one.
            var earlier = await items.SendAsync(item.Id, new RepeatPurchase(wish)).ConfigureAwait(false);
            if (earlier.Outcome is not (Outcome.Paused or Outcome.Closed)) return earlier;
            var counts = await RecountAsync(bucket, wish.Buyer, answer.Slots).ConfigureAwait(false);
            if (counts is null) return Overloaded;
            answer = await TakeAsync(bucket, take).ConfigureAwait(false);
            if (answer.Outcome != SlotOutcome.Blocked) break;
            if (answer.Slots.All(slots => slots.Open.IsEmpty)) return LimitReached(counts);
            if (time.GetElapsedTime(startedAt).TotalMilliseconds + wait.TotalMilliseconds > limits.Value.RequestTimeoutMs) return Overloaded;
            await Task.Delay(wait, time).ConfigureAwait(false);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }

        return answer.Outcome == SlotOutcome.Taken ? await BuyAsync(bucket, item, wish, ticket, take, answer.LapsesAt).ConfigureAwait(false) : Overloaded;
    }

    private static TakeSlot TakeFor(ItemStatus item, ReserveStock wish)
    {
        var random = RandomNumberGenerator.GetBytes(12);
        // Buyers never see this key, and cannot guess it, so no request of theirs can have it.
        var key = wish.Key ?? IdempotencyKey.Parse("slot-" + Convert.ToBase64String(random));
        return new TakeSlot(wish.Buyer, item.Id, wish.Quantity.Units, item.Terms.CampaignLimit!.Value, BitConverter.ToInt64(random), key);
    }

    private async Task<SlotAnswer> TakeAsync(CampaignBucket bucket, TakeSlot take)
    {
        var answer = await campaigns.AskAsync(bucket, take).ConfigureAwait(false);
        // It may have been taken, and nothing will be bought with it.
        if (answer.Outcome == SlotOutcome.Unknown) campaigns.Tell(bucket, new ReturnSlot(take.Buyer, take.Item, take.Number));
        return answer;
    }

    /// <summary>Every answer but one is final for the slot: only when there was none may the item still make an order with it.</summary>
    private async Task<Reply> BuyAsync(
        CampaignBucket bucket, ItemStatus item, ReserveStock wish, Ticket? ticket, TakeSlot take, DateTimeOffset lapsesAt)
    {
        var slot = new CampaignSlot(item.Terms.Campaign!, take.Limit, take.Key, lapsesAt);
        var reply = await items.SendAsync(item.Id, new ReserveWithSlot(wish, slot) { Ticket = ticket }).ConfigureAwait(false);
        if (reply is { Outcome: Outcome.Reserved, Order: { } order })
            campaigns.Tell(bucket, new KeepSlot(take.Buyer, take.Item, take.Number, order.Id.Sequence, order.Quantity));
        else if (reply.Outcome != Outcome.OutcomeUnknown)
            campaigns.Tell(bucket, new ReturnSlot(take.Buyer, take.Item, take.Number));
        return reply;
    }

    /// <summary>Asks all items what the buyer has, and reports it to the bucket; null when an item does not answer.</summary>
    private async Task<Reply[]?> RecountAsync(CampaignBucket bucket, BuyerId buyer, ImmutableArray<ItemSlots> known)
    {
        var counts = await Task.WhenAll(known.Select(slots => items.SendAsync(slots.Item, QuestionFor(buyer, slots)))).ConfigureAwait(false);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i].Holdings is not { } holdings || holdings.Fates.Length != known[i].Open.Length) return null;
            campaigns.Tell(bucket, ReportOf(buyer, known[i], holdings));
        }

        return counts;
    }

    private static CountHoldings QuestionFor(BuyerId buyer, ItemSlots slots) =>
        new(buyer, [.. slots.Open.Select(slot => new SlotQuestion(slot.Key, slot.LapsesAt))]);

    private static RecountUnits ReportOf(BuyerId buyer, ItemSlots slots, BuyerHoldings holdings) => new RecountUnits(
        buyer, slots.Item, holdings.Units, holdings.LastSequence,
        [.. slots.Open.Where((_, place) => holdings.Fates[place] != SlotFate.Open).Select(slot => slot.Number)]);

    private static Reply LimitReached(Reply[] counts) => new(Outcome.LimitReached)
    {
        OrderIds = [.. counts.SelectMany(count => count.OrderIds).Take(ItemLimits.NamedOrdersMax)],
        OrderCount = counts.Sum(count => count.OrderCount),
    };
}
