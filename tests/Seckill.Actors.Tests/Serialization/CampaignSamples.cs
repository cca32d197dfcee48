using System.Collections.Immutable;
using Seckill.Actors.Campaigns;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>One object of every kind and shape of campaigns that is stored or sent. The golden file keeps the bytes of each for ever.</summary>
internal static class CampaignSamples
{
    public static readonly CampaignBucket Bucket = CampaignBucket.Parse("07-double-eleven");

    private static readonly DateTimeOffset At = new(2026, 11, 11, 10, 0, 1, 234, TimeSpan.Zero);
    private static readonly BuyerId Alice = BuyerId.Parse("alice");
    private static readonly ItemId Red = ItemId.Parse("phone-red");
    private static readonly ItemId Blue = ItemId.Parse("phone-blue");
    private static readonly OpenSlot Slot = new(long.MinValue, IdempotencyKey.Parse("slot-1"), 1, At.AddSeconds(10));
    private static readonly OpenSlot MostSlot = new(-1, IdempotencyKey.Parse(new string('~', 64)), 100, Moment.Floor(DateTimeOffset.MaxValue));

    public static ImmutableSortedDictionary<string, object> All { get; } =
        Samples().ToImmutableSortedDictionary(sample => sample.Name, sample => sample.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Name, object Value)> Samples()
    {
        yield return ("batch/taken", new SlotsCommitted(At, [new SlotTaken(Alice, Red, Slot)]));
        yield return ("batch/taken-most", new SlotsCommitted(At, [new SlotTaken(BuyerId.Parse(new string('~', 64)), Red, MostSlot)]));
        yield return ("batch/kept", new SlotsCommitted(At, [new SlotKept(Alice, Red, 7, long.MaxValue, 2)]));
        yield return ("batch/returned", new SlotsCommitted(At, [new SlotReturned(Alice, Red, 0)]));
        yield return ("batch/recounted", new SlotsCommitted(At, [new UnitsRecounted(Alice, Red, 3, 77, [7, -1])]));
        yield return ("batch/recounted-nothing", new SlotsCommitted(At, [new UnitsRecounted(Alice, Red, 0, 0, [])]));
        yield return ("batch/several", new SlotsCommitted(At, [new SlotReturned(Alice, Red, 7), new SlotTaken(Alice, Blue, Slot)]));
        yield return ("state/empty", CampaignState.Empty(Bucket));
        yield return ("state/full", CampaignState.Restore(Bucket, 77,
        [
            KeyValuePair.Create(Alice, (IEnumerable<ItemSlots>)[new ItemSlots(Red, 1, 41, 40, []), new ItemSlots(Blue, 0, 0, 0, [Slot, MostSlot])]),
        ]));
        yield return ("commands/all", new CampaignBatch(Bucket,
        [
            new TakeSlot(Alice, Red, 2, 1_000_000, -1, Slot.Key), new KeepSlot(Alice, Red, 7, 41, 2), new ReturnSlot(Alice, Blue, 8),
            new RecountUnits(Alice, Blue, 3, 77, [8, 9]),
        ]));
        yield return ("commands/none", new CampaignBatch(Bucket, []));
        foreach (var outcome in Enum.GetValues<SlotOutcome>())
            yield return ($"answer/{(int)outcome}", new CampaignReply(Bucket, [new SlotAnswer(outcome) { LapsesAt = outcome == SlotOutcome.Taken ? At : default }]));
        yield return ("answer/blocked", new CampaignReply(
            Bucket,
            [new SlotAnswer(SlotOutcome.Noted), new SlotAnswer(SlotOutcome.Blocked) { Slots = [new ItemSlots(Red, 1, 41, 40, []), new ItemSlots(Blue, 0, 0, 0, [Slot])] }],
            Node: -2));
    }
}
