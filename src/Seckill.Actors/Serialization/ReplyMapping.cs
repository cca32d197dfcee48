using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Answers to a batch to and from <c>wire.proto</c>. Values that hundreds of answers share (item, price, time, the status of a
/// sold-out item) travel once.
/// </summary>
internal static class ReplyMapping
{
    public static Protos.BatchReply ToProto(BatchReply batch)
    {
        var proto = new Protos.BatchReply { ItemId = batch.ItemId.Value, Revision = batch.Revision, Node = batch.Node };
        proto.Replies.Capacity = batch.Replies.Length;
        var writer = new Writer(batch.ItemId, proto);
        foreach (var reply in batch.Replies) proto.Replies.Add(writer.ToProto(reply));
        return proto;
    }

    public static BatchReply FromProto(Protos.BatchReply proto)
    {
        var item = ItemId.Parse(proto.ItemId);
        var reader = new Reader(item, proto);
        var replies = new Reply[proto.Replies.Count];
        for (var i = 0; i < replies.Length; i++) replies[i] = reader.FromProto(proto.Replies[i]);
        return new BatchReply(item, proto.Revision, ImmutableCollectionsMarshal.AsImmutableArray(replies), proto.Node);
    }

    private sealed class Writer(ItemId item, Protos.BatchReply batch)
    {
        private Money? _unitPrice;
        private ItemStatus? _lastStatus;

        public Protos.Reply ToProto(Reply reply)
        {
            var proto = new Protos.Reply { Outcome = (int)reply.Outcome, Status = StatusOf(reply.Status), Ahead = reply.Ahead };
            if (reply.Order is { } order) proto.Order = ToProto(order);
            foreach (var id in reply.OrderIds)
            {
                RequireOwn(id.Item);
                proto.OrderSequences.Add(id.Sequence);
            }

            if (reply.OrderCount != reply.OrderIds.Length) proto.OrderCount = reply.OrderCount;
            if (reply.Holdings is { } holdings) proto.Holdings = SlotMapping.ToProto(holdings);
            if (reply.RetryAt is { } retryAt) proto.RetryAtMs = retryAt.ToUnixTimeMilliseconds();
            return proto;
        }

        /// <summary>Consecutive refusals of a batch usually carry the same status.</summary>
        private int StatusOf(ItemStatus? status)
        {
            if (status is null) return 0;
            if (!status.Equals(_lastStatus))
            {
                RequireOwn(status.Id);
                batch.Statuses.Add(StatusMapping.ToProto(status));
                _lastStatus = status;
            }

            return batch.Statuses.Count;
        }

        private Protos.Order ToProto(Order order)
        {
            RequireOwn(order.Id.Item);
            var createdAtMs = order.CreatedAt.ToUnixTimeMilliseconds();
            if (_unitPrice is null)
            {
                _unitPrice = order.UnitPrice;
                batch.UnitPrice = ValueMapping.ToProto(order.UnitPrice);
                batch.CreatedAtMs = createdAtMs;
            }

            var proto = new Protos.Order
            {
                Sequence = order.Id.Sequence,
                Buyer = order.Buyer.Value,
                Quantity = order.Quantity,
                Status = (int)order.Status,
                CreatedAfterMs = createdAtMs - batch.CreatedAtMs,
                PayWithinMs = order.PayBefore.ToUnixTimeMilliseconds() - createdAtMs,
                Payment = ValueMapping.ToText(order.PaymentId),
            };
            if (order.PaidAt is { } paidAt) proto.PaidAfterMs = paidAt.ToUnixTimeMilliseconds() - createdAtMs;
            if (order.ClosedAt is { } closedAt) proto.ClosedAfterMs = closedAt.ToUnixTimeMilliseconds() - createdAtMs;
            if (order.UnitPrice != _unitPrice) proto.UnitPrice = ValueMapping.ToProto(order.UnitPrice);
            return proto;
        }

        private void RequireOwn(ItemId other)
        {
            if (other != item) throw new SerializationException($"Item {item} answers about {other}; an item knows only its own orders.");
        }
    }

    private sealed class Reader(ItemId item, Protos.BatchReply batch)
    {
        private static readonly Reply NotUnderstood = new(Outcome.OutcomeUnknown);

        private readonly Money? _unitPrice = batch.UnitPrice is null ? null : ValueMapping.ToMoney(batch.UnitPrice);
        private readonly ItemStatus[] _statuses = StatusesOf(item, batch);

        /// <summary>
        /// An answer with a value of a newer version becomes <see cref="Outcome.OutcomeUnknown"/>, and its caller may repeat. The other
        /// answers of the batch are not affected.
        /// </summary>
        public Reply FromProto(Protos.Reply proto) => IsUnderstood(proto)
            ? new Reply((Outcome)proto.Outcome)
            {
                Order = proto.Order is null ? null : FromProto(proto.Order),
                Status = proto.Status == 0 ? null : _statuses[proto.Status - 1],
                OrderIds = OrderIdsOf(proto),
                OrderCount = proto.OrderCount == 0 ? proto.OrderSequences.Count : proto.OrderCount,
                Holdings = proto.Holdings is null ? null : SlotMapping.FromProto(proto.Holdings),
                RetryAt = proto.HasRetryAtMs ? Moment.FromUnixMs(proto.RetryAtMs) : null,
                Ahead = proto.Ahead,
            }
            : NotUnderstood;

        private static bool IsUnderstood(Protos.Reply proto) =>
            Enum.IsDefined((Outcome)proto.Outcome) && (proto.Order is null || Enum.IsDefined((OrderStatus)proto.Order.Status));

        private static ItemStatus[] StatusesOf(ItemId item, Protos.BatchReply batch)
        {
            var statuses = new ItemStatus[batch.Statuses.Count];
            for (var i = 0; i < statuses.Length; i++) statuses[i] = StatusMapping.FromProto(item, batch.Statuses[i]);
            return statuses;
        }

        private Order FromProto(Protos.Order proto)
        {
            var createdAtMs = batch.CreatedAtMs + proto.CreatedAfterMs;
            return new Order(
                new OrderId(item, proto.Sequence),
                BuyerId.Parse(proto.Buyer),
                proto.Quantity,
                PriceOf(proto),
                (OrderStatus)proto.Status,
                Moment.FromUnixMs(createdAtMs),
                Moment.FromUnixMs(createdAtMs + proto.PayWithinMs))
            {
                PaidAt = proto.HasPaidAfterMs ? Moment.FromUnixMs(createdAtMs + proto.PaidAfterMs) : null,
                ClosedAt = proto.HasClosedAfterMs ? Moment.FromUnixMs(createdAtMs + proto.ClosedAfterMs) : null,
                PaymentId = ValueMapping.ToPayment(proto.Payment),
            };
        }

        private Money PriceOf(Protos.Order proto) =>
            proto.UnitPrice is not null ? ValueMapping.ToMoney(proto.UnitPrice)
            : _unitPrice ?? throw new SerializationException("An order without a price.");

        private ImmutableArray<OrderId> OrderIdsOf(Protos.Reply proto)
        {
            if (proto.OrderSequences.Count == 0) return [];
            var ids = new OrderId[proto.OrderSequences.Count];
            for (var i = 0; i < ids.Length; i++) ids[i] = new OrderId(item, proto.OrderSequences[i]);
            return ImmutableCollectionsMarshal.AsImmutableArray(ids);
        }
    }
}
