using System.Collections.Immutable;
using Google.Protobuf;
using Seckill.Domain.Items;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Serialization;

/// <summary>Snapshots to and from <c>snapshot.proto</c>. Data derived from the orders (buyers, keys, deadlines) is not stored.</summary>
internal static class SnapshotMapping
{
    /// <summary>The bytes of a <see cref="Protos.ItemState"/>: the fields before the orders, the orders, the fields after them.</summary>
    public static byte[] ToBinary(ItemState state)
    {
        var (before, behind, orders) = (BeforeOrders(state), BehindOrders(state), new ColumnWriter());
        OrderColumns.Put(orders, state.Orders);

        var ordersSize = orders.Measured();
        var headerAt = before.CalculateSize();
        var ordersAt = headerAt + ColumnWriter.HeaderSizeOf(Protos.ItemState.OrdersFieldNumber, ordersSize);
        var behindAt = checked(ordersAt + ordersSize);
        var bytes = new byte[behindAt + behind.CalculateSize()];
        before.WriteTo(bytes.AsSpan(0, headerAt));
        ColumnWriter.WriteHeader(bytes, headerAt, Protos.ItemState.OrdersFieldNumber, ordersSize);
        orders.StartWriting(bytes, ordersAt);
        OrderColumns.Put(orders, state.Orders);
        behind.WriteTo(bytes.AsSpan(behindAt));
        return bytes;
    }

    private static Protos.ItemState BeforeOrders(ItemState state) => new()
    {
        ItemId = state.Id.Value,
        Revision = state.Revision,
        Terms = state.Terms is { } terms ? ValueMapping.ToProto(terms) : null,
        ListedStock = state.ListedStock,
        Available = state.Stock.Available,
        Held = state.Stock.Held,
        Sold = state.Stock.Sold,
        IsPaused = state.IsPaused,
        IsClosed = state.IsClosed,
        LastSequence = state.LastSequence,
    };

    private static Protos.ItemState BehindOrders(ItemState state)
    {
        var proto = new Protos.ItemState
        {
            TermsAge = state.Revision - state.TermsRevision,
            SwitchRevision = state.SwitchRevision,
            Tickets = TicketColumns.ToProto(state.Tickets),
            WaitingList = WaitingListColumns.ToProto(state.Waiting),
            LedgerHash = ValueMapping.ToBytes(state.LedgerHash),
        };
        DeltaCoding.Add(proto.ClosedOrderSteps, state.ClosedOrders.ToArray());
        foreach (var (payment, refund) in state.Refunds.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal))
        {
            proto.Refunds.Add(new Protos.Refund
            {
                Sequence = refund.Sequence,
                Payment = payment.Value,
                Amount = ValueMapping.ToProto(refund.Amount),
                IsSettled = refund.IsSettled,
                DueAtMs = refund.DueAtMs,
            });
        }

        foreach (var adjustment in state.Adjustments)
        {
            proto.Adjustments.Add(new Protos.Adjustment
            {
                Key = adjustment.Key.Value,
                Delta = adjustment.Delta,
                Reason = adjustment.Reason,
                Operator = ValueMapping.ToText(adjustment.Operator),
            });
        }

        foreach (var (sequence, keys) in state.FurtherKeys.OrderBy(pair => pair.Key))
            proto.FurtherKeys.Add(new Protos.FurtherKeys { Sequence = sequence, Keys = { keys.Select(key => key.Value) } });

        return proto;
    }

    public static ItemState FromProto(Protos.ItemState proto)
    {
        var refunds = ImmutableDictionary.CreateBuilder<PaymentId, Refund>();
        foreach (var due in proto.Refunds)
        {
            refunds.Add(
                PaymentId.Parse(due.Payment),
                new Refund(due.Sequence, ValueMapping.ToMoney(due.Amount), due.IsSettled) { DueAtMs = due.DueAtMs });
        }

        var adjustments = ImmutableList.CreateBuilder<Adjustment>();
        foreach (var adjustment in proto.Adjustments)
        {
            adjustments.Add(new Adjustment(IdempotencyKey.Parse(adjustment.Key), adjustment.Delta, adjustment.Reason)
            {
                Operator = ValueMapping.ToBuyer(adjustment.Operator),
            });
        }

        var state = ItemState.Empty(ItemId.Parse(proto.ItemId)) with
        {
            Revision = proto.Revision,
            LedgerHash = ValueMapping.ToHash(proto.LedgerHash),
            Terms = proto.Terms is null ? null : ValueMapping.ToTerms(proto.Terms),
            TermsRevision = proto.Revision - proto.TermsAge,
            ListedStock = proto.ListedStock,
            Stock = ValueMapping.ToStock(proto.Available, proto.Held, proto.Sold),
            IsPaused = proto.IsPaused,
            IsClosed = proto.IsClosed,
            SwitchRevision = proto.SwitchRevision,
            LastSequence = proto.LastSequence,
            FurtherKeys = proto.FurtherKeys.ToImmutableDictionary(
                further => further.Sequence, further => further.Keys.Select(IdempotencyKey.Parse).ToImmutableArray()),
            Refunds = refunds.ToImmutable(),
            Adjustments = adjustments.ToImmutable(),
            Tickets = TicketColumns.FromProto(proto.Tickets),
        };
        state = state.WithOrders(OrderColumns.FromProto(ValueMapping.Present(proto.Orders)), DeltaCoding.Sum(proto.ClosedOrderSteps));
        return state with { Waiting = WaitingListColumns.FromProto(proto.WaitingList, state.Orders) };
    }
}
