using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Purchases with a slot of a campaign, and questions about slots, to and from <c>wire.proto</c>.</summary>
internal static class SlotMapping
{
    public static Protos.ReserveWithSlot ToProto(ReserveWithSlot reserve, Protos.ReserveStock wish)
    {
        var proto = new Protos.ReserveWithSlot
        {
            Wish = wish,
            Campaign = reserve.Slot.Campaign,
            Limit = reserve.Slot.Limit,
            Key = reserve.Slot.Key.Value,
            LapsesAtMs = reserve.Slot.LapsesAt.ToUnixTimeMilliseconds(),
        };
        if (reserve.Ticket is { } ticket)
            proto.Ticket = new() { Number = ticket.Number, ExpiresAtMs = ticket.ExpiresAt.ToUnixTimeMilliseconds() };
        return proto;
    }

    public static ReserveWithSlot FromProto(Protos.ReserveWithSlot proto, ReserveStock wish) =>
        new(wish, new CampaignSlot(proto.Campaign, proto.Limit, IdempotencyKey.Parse(proto.Key), Moment.FromUnixMs(proto.LapsesAtMs)))
        {
            Ticket = proto.Ticket is { } ticket ? new Ticket(ticket.Number, Moment.FromUnixMs(ticket.ExpiresAtMs)) : null,
        };

    public static Protos.CountHoldings ToProto(CountHoldings question)
    {
        var proto = new Protos.CountHoldings { Buyer = question.Buyer.Value };
        foreach (var slot in question.Slots)
            proto.Slots.Add(new Protos.SlotQuestion { Key = slot.Key.Value, LapsesAtMs = slot.LapsesAt.ToUnixTimeMilliseconds() });
        return proto;
    }

    public static CountHoldings FromProto(Protos.CountHoldings proto) => new(
        BuyerId.Parse(proto.Buyer),
        [.. proto.Slots.Select(slot => new SlotQuestion(IdempotencyKey.Parse(slot.Key), Moment.FromUnixMs(slot.LapsesAtMs)))]);

    public static Protos.BuyerHoldings ToProto(BuyerHoldings holdings) => new()
    {
        Units = holdings.Units,
        LastSequence = holdings.LastSequence,
        Fates = { holdings.Fates.Select(fate => (int)fate) },
    };

    public static BuyerHoldings FromProto(Protos.BuyerHoldings proto) => new(
        proto.Units, proto.LastSequence, [.. proto.Fates.Select(fate => Enum.IsDefined((SlotFate)fate) ? (SlotFate)fate : SlotFate.Open)]);
}
