using System.Runtime.Serialization;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Columns = Seckill.Actors.Serialization.Protos.OrderColumns;

namespace Seckill.Actors.Serialization;

/// <summary>A snapshot's orders to and from columns; see <c>snapshot.proto</c> for the meaning of each.</summary>
internal static class OrderColumns
{
    /// <summary>Puts the values of all orders into the columns.</summary>
    public static void Put(ColumnWriter columns, OrderPages orders)
    {
        var (sequence, createdAtMs, windowMs) = (0L, 0L, 0L);
        orders.Visit(order =>
        {
            columns.PutSigned(Columns.SequenceStepsFieldNumber, order.Sequence - sequence);
            columns.PutName(Columns.BuyersFieldNumber, order.Buyer);
            columns.PutNumber(Columns.QuantitiesFieldNumber, order.Quantity);
            columns.PutNumber(Columns.ShapesFieldNumber, ShapeOf(order));
            columns.PutSigned(Columns.CreatedStepsMsFieldNumber, order.CreatedAtMs - createdAtMs);
            columns.PutSigned(Columns.WindowStepsMsFieldNumber, order.PayBeforeMs - order.CreatedAtMs - windowMs);
            if (order.SettledAtMs != 0) columns.PutSigned(Columns.SettledAfterMsFieldNumber, order.SettledAtMs - order.CreatedAtMs);
            if (!order.Payment.IsEmpty) columns.PutName(Columns.PaymentsFieldNumber, order.Payment);
            if (!order.Key.IsEmpty) columns.PutName(Columns.KeysFieldNumber, order.Key);
            (sequence, createdAtMs, windowMs) = (order.Sequence, order.CreatedAtMs, order.PayBeforeMs - order.CreatedAtMs);
        });
    }

    /// <summary>The orders one by one, so that they are not all in memory as objects.</summary>
    public static IEnumerable<OrderEntry> FromProto(Columns columns)
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
            var shape = new OrderShape(columns.Shapes[i]);
            if (columns.SequenceSteps[i] < 1) throw new SerializationException("A snapshot's orders do not ascend.");
            sequence += columns.SequenceSteps[i];
            createdAtMs += columns.CreatedStepsMs[i];
            windowMs += columns.WindowStepsMs[i];
            yield return new OrderEntry(
                sequence,
                BuyerId.Parse(columns.Buyers[i]),
                columns.Quantities[i],
                ValueMapping.ToKnown(shape.Status),
                createdAtMs,
                createdAtMs + windowMs,
                shape.IsSettled ? createdAtMs + columns.SettledAfterMs[settled++] : 0,
                shape.HasPayment ? PaymentId.Parse(columns.Payments[payments++]) : null,
                shape.HasKey ? IdempotencyKey.Parse(columns.Keys[keys++]) : null);
        }

        var isUsedUp = settled == columns.SettledAfterMs.Count && payments == columns.Payments.Count && keys == columns.Keys.Count;
        if (!isUsedUp) throw new SerializationException("A snapshot holds payments, keys or times that no order claims.");
    }

    private static int ShapeOf(OrderRecord order) =>
        new OrderShape(order.Status, order.SettledAtMs != 0, !order.Payment.IsEmpty, !order.Key.IsEmpty).Bits;
}
