using System.Runtime.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Serialization;

/// <summary>A snapshot's orders to and from columns; see <c>snapshot.proto</c> for the meaning of each.</summary>
internal static class OrderColumns
{
    private const int Settled = 4;
    private const int HasPayment = 2;
    private const int HasKey = 1;
    private const int StatusShift = 3;

    public static Protos.OrderColumns ToProto(OrderPages orders)
    {
        var columns = new Protos.OrderColumns();
        columns.SequenceSteps.Capacity = columns.Buyers.Capacity = columns.Quantities.Capacity = columns.Shapes.Capacity =
            columns.CreatedStepsMs.Capacity = columns.WindowStepsMs.Capacity = orders.Count;
        var (sequence, createdAtMs, windowMs) = (0L, 0L, 0L);
        foreach (var order in orders.Values)
        {
            columns.SequenceSteps.Add(order.Sequence - sequence);
            columns.Buyers.Add(order.Buyer.Value);
            columns.Quantities.Add(order.Quantity);
            columns.Shapes.Add(ShapeOf(order));
            columns.CreatedStepsMs.Add(order.CreatedAtMs - createdAtMs);
            columns.WindowStepsMs.Add(order.PayBeforeMs - order.CreatedAtMs - windowMs);
            if (order.SettledAtMs != 0) columns.SettledAfterMs.Add(order.SettledAtMs - order.CreatedAtMs);
            if (order.Payment is { } payment) columns.Payments.Add(payment.Value);
            if (order.Key is { } key) columns.Keys.Add(key.Value);
            (sequence, createdAtMs, windowMs) = (order.Sequence, order.CreatedAtMs, order.PayBeforeMs - order.CreatedAtMs);
        }

        return columns;
    }

    /// <summary>The orders one after the other, so that they need not all be in memory as objects.</summary>
    public static IEnumerable<OrderEntry> FromProto(Protos.OrderColumns columns)
    {
        var count = columns.Buyers.Count;
        var isWhole = columns.SequenceSteps.Count == count && columns.Quantities.Count == count
            && columns.Shapes.Count == count && columns.CreatedStepsMs.Count == count
            && columns.WindowStepsMs.Count == count;
        if (!isWhole) throw new SerializationException("The columns of a snapshot's orders differ in length.");
        var (sequence, createdAtMs, windowMs) = (0L, 0L, 0L);
        var (settled, payments, keys) = (0, 0, 0);
        for (var i = 0; i < count; i++)
        {
            var shape = columns.Shapes[i];
            if (columns.SequenceSteps[i] < 1) throw new SerializationException("A snapshot's orders do not ascend.");
            sequence += columns.SequenceSteps[i];
            createdAtMs += columns.CreatedStepsMs[i];
            windowMs += columns.WindowStepsMs[i];
            yield return new OrderEntry(
                sequence,
                BuyerId.Parse(columns.Buyers[i]),
                columns.Quantities[i],
                ValueMapping.ToKnown((OrderStatus)(shape >> StatusShift)),
                createdAtMs,
                createdAtMs + windowMs,
                (shape & Settled) != 0 ? createdAtMs + columns.SettledAfterMs[settled++] : 0,
                (shape & HasPayment) != 0 ? PaymentId.Parse(columns.Payments[payments++]) : null,
                (shape & HasKey) != 0 ? IdempotencyKey.Parse(columns.Keys[keys++]) : null);
        }

        var isUsedUp = settled == columns.SettledAfterMs.Count && payments == columns.Payments.Count && keys == columns.Keys.Count;
        if (!isUsedUp) throw new SerializationException("A snapshot holds payments, keys or times that no order claims.");
    }

    private static int ShapeOf(OrderEntry order) =>
        ((int)order.Status << StatusShift)
        | (order.SettledAtMs != 0 ? Settled : 0)
        | (order.Payment is not null ? HasPayment : 0)
        | (order.Key is not null ? HasKey : 0);
}
