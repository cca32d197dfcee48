using System.Runtime.Serialization;
using Seckill.Actors.Campaigns;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Shared;
using static Seckill.Domain.Campaigns.CampaignProtocol;
using CommandKind = Seckill.Actors.Serialization.Protos.SlotCommand.KindOneofCase;
using EventKind = Seckill.Actors.Serialization.Protos.SlotEvent.KindOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>Campaigns to and from <c>campaign.proto</c>.</summary>
internal static class CampaignMapping
{
    public static Protos.SlotsCommitted ToProto(SlotsCommitted committed)
    {
        if (committed.Events.IsEmpty) throw new SerializationException("An entry of a campaign without events.");
        var proto = new Protos.SlotsCommitted { AtMs = committed.At.ToUnixTimeMilliseconds() };
        foreach (var change in committed.Events) proto.Events.Add(ToProto(change));
        return proto;
    }

    public static SlotsCommitted FromProto(Protos.SlotsCommitted proto)
    {
        if (proto.Events.Count == 0) throw new SerializationException("An entry of a campaign without events.");
        return new SlotsCommitted(Moment.FromUnixMs(proto.AtMs), [.. proto.Events.Select(FromProto)]);
    }

    public static Protos.CampaignState ToProto(CampaignState state)
    {
        var proto = new Protos.CampaignState { Bucket = state.Bucket.Name, Revision = state.Revision };
        var places = new Dictionary<ItemId, int>();
        foreach (var (buyer, slots) in state.Buyers)
        {
            var line = new Protos.BuyerSlots { Buyer = buyer.Value };
            foreach (var of in slots)
            {
                if (places.TryAdd(of.Item, places.Count + 1)) proto.Items.Add(of.Item.Value);
                line.Items.Add(ToProto(of, places[of.Item]));
            }

            proto.Buyers.Add(line);
        }

        return proto;
    }

    public static CampaignState FromProto(Protos.CampaignState proto)
    {
        ItemId[] items = [.. proto.Items.Select(ItemId.Parse)];
        return CampaignState.Restore(CampaignBucket.Parse(proto.Bucket), proto.Revision, proto.Buyers.Select(line => KeyValuePair.Create(
            BuyerId.Parse(line.Buyer), line.Items.Select(of => FromProto(of, items[of.Item - 1])))));
    }

    public static Protos.CampaignBatch ToProto(CampaignBatch batch)
    {
        var proto = new Protos.CampaignBatch { Bucket = batch.Bucket.Name };
        foreach (var command in batch.Commands) proto.Commands.Add(ToProto(command));
        return proto;
    }

    public static CampaignBatch FromProto(Protos.CampaignBatch proto) =>
        new(CampaignBucket.Parse(proto.Bucket), [.. proto.Commands.Select(FromProto)]);

    public static Protos.CampaignReply ToProto(CampaignReply reply)
    {
        var proto = new Protos.CampaignReply { Bucket = reply.Bucket.Name, Node = reply.Node };
        foreach (var answer in reply.Answers)
        {
            var line = new Protos.SlotAnswer { Outcome = (int)answer.Outcome };
            if (answer.Outcome == SlotOutcome.Taken) line.LapsesAtMs = answer.LapsesAt.ToUnixTimeMilliseconds();
            foreach (var slots in answer.Slots)
            {
                var of = ToProto(slots, place: 0);
                of.ItemId = slots.Item.Value;
                line.Slots.Add(of);
            }

            proto.Answers.Add(line);
        }

        return proto;
    }

    public static CampaignReply FromProto(Protos.CampaignReply proto) =>
        new(CampaignBucket.Parse(proto.Bucket), [.. proto.Answers.Select(FromProto)], proto.Node);

    private static SlotAnswer FromProto(Protos.SlotAnswer proto)
    {
        var outcome = (SlotOutcome)proto.Outcome;
        // A newer version may have more outcomes.
        if (!Enum.IsDefined(outcome)) return new SlotAnswer(SlotOutcome.Unknown);
        return new SlotAnswer(outcome)
        {
            LapsesAt = outcome == SlotOutcome.Taken ? Moment.FromUnixMs(proto.LapsesAtMs) : default,
            Slots = [.. proto.Slots.Select(slots => FromProto(slots, ItemId.Parse(slots.ItemId)))],
        };
    }

    private static Protos.SlotEvent ToProto(IEvent change)
    {
        var proto = new Protos.SlotEvent { Buyer = change.Buyer.Value, ItemId = change.Item.Value };
        switch (change)
        {
            case SlotTaken taken:
                proto.Taken = ToProto(taken.Slot);
                break;
            case SlotKept kept:
                proto.Kept = new() { Number = (ulong)kept.Number, Sequence = kept.Sequence, Units = kept.Units };
                break;
            case SlotReturned returned:
                proto.Returned = (ulong)returned.Number;
                break;
            case UnitsRecounted recounted:
                proto.Recounted = ToProto(recounted.Units, recounted.CountedThrough, recounted.Settled);
                break;
            default:
                throw new SerializationException($"The journal has no place for a {change.GetType().FullName}.");
        }

        return proto;
    }

    private static IEvent FromProto(Protos.SlotEvent proto)
    {
        var (buyer, item) = (BuyerId.Parse(proto.Buyer), ItemId.Parse(proto.ItemId));
        return proto.KindCase switch
        {
            EventKind.Taken => new SlotTaken(buyer, item, FromProto(proto.Taken)),
            EventKind.Kept => new SlotKept(buyer, item, (long)proto.Kept.Number, proto.Kept.Sequence, proto.Kept.Units),
            EventKind.Returned => new SlotReturned(buyer, item, (long)proto.Returned),
            EventKind.Recounted => new UnitsRecounted(
                buyer, item, proto.Recounted.Units, proto.Recounted.CountedThrough, [.. proto.Recounted.Settled.Select(number => (long)number)]),
            _ => throw new SerializationException("An event of a campaign that only a newer version of the program knows."),
        };
    }

    private static Protos.SlotCommand ToProto(ICommand command)
    {
        var proto = new Protos.SlotCommand { Buyer = command.Buyer.Value, ItemId = command.Item.Value };
        switch (command)
        {
            case TakeSlot take:
                proto.Take = new() { Units = take.Units, Limit = take.Limit, Number = (ulong)take.Number, Key = take.Key.Value };
                break;
            case KeepSlot keep:
                proto.Keep = new() { Number = (ulong)keep.Number, Sequence = keep.Sequence, Units = keep.Units };
                break;
            case ReturnSlot give:
                proto.Return = (ulong)give.Number;
                break;
            case RecountUnits recount:
                proto.Recount = ToProto(recount.Units, recount.CountedThrough, recount.Settled);
                break;
            default:
                throw new SerializationException($"The wire has no place for a {command.GetType().FullName}.");
        }

        return proto;
    }

    private static ICommand FromProto(Protos.SlotCommand proto)
    {
        var (buyer, item) = (BuyerId.Parse(proto.Buyer), ItemId.Parse(proto.ItemId));
        return proto.KindCase switch
        {
            CommandKind.Take => new TakeSlot(
                buyer, item, proto.Take.Units, proto.Take.Limit, (long)proto.Take.Number, IdempotencyKey.Parse(proto.Take.Key)),
            CommandKind.Keep => new KeepSlot(buyer, item, (long)proto.Keep.Number, proto.Keep.Sequence, proto.Keep.Units),
            CommandKind.Return => new ReturnSlot(buyer, item, (long)proto.Return),
            CommandKind.Recount => new RecountUnits(
                buyer, item, proto.Recount.Units, proto.Recount.CountedThrough, [.. proto.Recount.Settled.Select(number => (long)number)]),
            _ => throw new SerializationException("A command to a campaign that only a newer version of the program knows."),
        };
    }

    private static Protos.UnitsRecounted ToProto(int units, long countedThrough, IEnumerable<long> settled) => new()
    {
        Units = units,
        CountedThrough = countedThrough,
        Settled = { settled.Select(number => (ulong)number) },
    };

    private static Protos.ItemSlots ToProto(ItemSlots slots, int place) => new()
    {
        Item = place,
        Units = slots.Units,
        KeptThrough = slots.KeptThrough,
        CountedThrough = slots.CountedThrough,
        Open = { slots.Open.Select(ToProto) },
    };

    private static ItemSlots FromProto(Protos.ItemSlots proto, ItemId item) =>
        new(item, proto.Units, proto.KeptThrough, proto.CountedThrough, [.. proto.Open.Select(FromProto)]);

    private static Protos.OpenSlot ToProto(OpenSlot slot) => new()
    {
        Number = (ulong)slot.Number,
        Key = slot.Key.Value,
        Units = slot.Units,
        LapsesAtMs = slot.LapsesAt.ToUnixTimeMilliseconds(),
    };

    private static OpenSlot FromProto(Protos.OpenSlot proto) =>
        new((long)proto.Number, IdempotencyKey.Parse(proto.Key), proto.Units, Moment.FromUnixMs(proto.LapsesAtMs));
}
