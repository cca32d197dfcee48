using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// The most frequent event. As columns, a reservation of one unit costs its buyer's name and two bytes, and no object of its own.
/// </summary>
internal static class ReservationColumns
{
    public static Protos.StockReserved ToProto(StockReserved reserved)
    {
        var reservations = reserved.Reservations.AsSpan();
        if (reservations.IsEmpty) throw new SerializationException("A StockReserved without reservations.");
        var proto = new Protos.StockReserved
        {
            UnitPrice = ValueMapping.ToProto(reserved.UnitPrice),
            PayBeforeMs = reserved.PayBefore.ToUnixTimeMilliseconds(),
            FirstSequence = reservations[0].Sequence,
        };
        proto.Buyers.Capacity = reservations.Length;
        var (severalUnits, anyKey) = (false, false);
        for (var i = 0; i < reservations.Length; i++)
        {
            if (reservations[i].Sequence != proto.FirstSequence + i)
                throw new SerializationException($"Order {reservations[i].Sequence} does not follow the one before it.");
            proto.Buyers.Add(reservations[i].Buyer.Value);
            severalUnits |= reservations[i].Quantity != 1;
            anyKey |= reservations[i].Key is not null;
        }

        if (severalUnits)
            foreach (var reservation in reservations) proto.Quantities.Add(reservation.Quantity);
        if (anyKey)
            foreach (var reservation in reservations) proto.Keys.Add(ValueMapping.ToText(reservation.Key));
        return proto;
    }

    public static StockReserved FromProto(Protos.StockReserved proto)
    {
        var (buyers, quantities, keys) = (proto.Buyers, proto.Quantities, proto.Keys);
        var isWhole = buyers.Count > 0
            && (quantities.Count == 0 || quantities.Count == buyers.Count)
            && (keys.Count == 0 || keys.Count == buyers.Count);
        if (!isWhole) throw new SerializationException("The columns of a StockReserved differ in length.");
        var reservations = new Reservation[buyers.Count];
        for (var i = 0; i < reservations.Length; i++)
        {
            reservations[i] = new Reservation(
                proto.FirstSequence + i,
                BuyerId.Parse(buyers[i]),
                quantities.Count == 0 ? 1 : quantities[i],
                keys.Count == 0 ? null : ValueMapping.ToKey(keys[i]));
        }

        return new StockReserved(
            ValueMapping.ToMoney(proto.UnitPrice),
            Moment.FromUnixMs(proto.PayBeforeMs),
            ImmutableCollectionsMarshal.AsImmutableArray(reservations));
    }
}
