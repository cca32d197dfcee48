using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Google.Protobuf.Collections;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>The waiting list's events and its part of a snapshot. A join costs the buyer's name and two bytes.</summary>
internal static class WaitingListColumns
{
    public static Protos.WaitingListJoined ToProto(WaitingListJoined joined)
    {
        var (buyers, tickets) = (joined.Buyers, joined.Tickets);
        if (buyers.IsEmpty || (!tickets.IsEmpty && tickets.Length != buyers.Length))
            throw new SerializationException("The columns of a WaitingListJoined are empty or differ in length.");
        var proto = new Protos.WaitingListJoined();
        AddNames(proto.Buyers, buyers);
        foreach (var ticket in tickets) proto.TicketNumbers.Add(ticket.Number);
        DeltaCoding.Add(proto.ExpirySteps, [.. tickets.Select(ticket => ticket.ExpiresAt.ToUnixTimeMilliseconds())]);
        return proto;
    }

    public static WaitingListJoined FromProto(Protos.WaitingListJoined proto)
    {
        var count = proto.TicketNumbers.Count;
        if (count != proto.ExpirySteps.Count || (count != 0 && count != proto.Buyers.Count))
            throw new SerializationException("The columns of a WaitingListJoined differ in length.");
        var ends = DeltaCoding.Sum(proto.ExpirySteps);
        return new WaitingListJoined(ToBuyers(proto.Buyers))
        {
            Tickets = [.. proto.TicketNumbers.Select((number, place) => new Ticket(number, Moment.FromUnixMs(ends[place])))],
        };
    }

    public static Protos.WaitingListLeft ToProto(WaitingListLeft left)
    {
        if (left.Buyers.IsEmpty) throw new SerializationException("A WaitingListLeft without buyers.");
        var proto = new Protos.WaitingListLeft { Cause = (int)left.Cause };
        AddNames(proto.Buyers, left.Buyers);
        return proto;
    }

    public static WaitingListLeft FromProto(Protos.WaitingListLeft proto) =>
        new(ValueMapping.ToKnown((LeaveCause)proto.Cause), ToBuyers(proto.Buyers));

    public static UnitsOffered FromProto(Protos.UnitsOffered proto) => proto.Count >= 1
        ? new UnitsOffered(proto.FirstSequence, proto.Count)
        : throw new SerializationException("A UnitsOffered without orders.");

    /// <summary>The list of a snapshot; null when nobody has ever waited, so that most snapshots do not have the field.</summary>
    public static Protos.WaitingList? ToProto(WaitingList list)
    {
        if (list.Joined == 0) return null;
        var proto = new Protos.WaitingList { Joined = list.Joined, Buyers = { list.Buyers.Select(buyer => buyer.Value) } };
        DeltaCoding.Add(proto.OfferSteps, [.. list.Offers.Values.Order()]);
        return proto;
    }

    /// <summary>The list of a snapshot.</summary>
    /// <param name="proto">The stored list; null when there is none.</param>
    /// <param name="orders">The orders of the same snapshot, which know whom the offers were made to.</param>
    public static WaitingList FromProto(Protos.WaitingList? proto, OrderPages orders) => proto is null
        ? WaitingList.Empty
        : WaitingList.Restore(
            proto.Joined, ToBuyers(proto.Buyers, mayBeEmpty: true),
            DeltaCoding.Sum(proto.OfferSteps).Select(sequence => (orders.TryGetValue(sequence, out var order) && order.Status == OrderStatus.Pending
                ? order.Buyer
                : throw new SerializationException($"Order {sequence} of a snapshot is an open offer, but not pending."), sequence)));

    private static void AddNames(RepeatedField<string> names, ImmutableArray<BuyerId> buyers)
    {
        names.Capacity = buyers.Length;
        foreach (var buyer in buyers) names.Add(buyer.Value);
    }

    private static ImmutableArray<BuyerId> ToBuyers(RepeatedField<string> names, bool mayBeEmpty = false)
    {
        if (names.Count == 0 && !mayBeEmpty) throw new SerializationException("An event of the waiting list without buyers.");
        var buyers = new BuyerId[names.Count];
        for (var i = 0; i < buyers.Length; i++) buyers[i] = BuyerId.Parse(names[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(buyers);
    }
}
