using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Google.Protobuf;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using Kind = Seckill.Actors.Serialization.Protos.Event.KindOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>Journal entries to and from <c>ledger.proto</c>.</summary>
internal static class LedgerMapping
{
    private const int HashTag = (Protos.BatchCommitted.HashFieldNumber << 3) | (int)WireFormat.WireType.LengthDelimited;

    /// <summary>Tag, length and hash.</summary>
    private const int HashFieldSize = 2 + LedgerHash.Size;

    /// <summary>The stored bytes: the entry, and, where it has a place in the hash chain, the hash of these bytes as the last field.</summary>
    public static byte[] ToBinary(BatchCommitted batch)
    {
        var proto = ToProto(batch);
        if (batch.Link is not { } link) return proto.ToByteArray();
        proto.StartsChain = link.StartsChain;
        var size = proto.CalculateSize();
        var bytes = new byte[size + HashFieldSize];
        proto.WriteTo(bytes.AsSpan(0, size));
        (bytes[size], bytes[size + 1]) = (HashTag, LedgerHash.Size);
        link.Close(bytes.AsSpan(0, size)).CopyTo(bytes.AsSpan(size + 2));
        return bytes;
    }

    private static Protos.BatchCommitted ToProto(BatchCommitted batch)
    {
        if (batch.Events.IsEmpty) throw new SerializationException("A journal entry without events.");
        var proto = new Protos.BatchCommitted { AtMs = batch.At.ToUnixTimeMilliseconds() };
        foreach (var change in batch.Events) proto.Events.Add(ToProto(change));
        return proto;
    }

    public static BatchCommitted FromProto(Protos.BatchCommitted proto)
    {
        if (proto.Events.Count == 0) throw new SerializationException("A journal entry without events.");
        var events = new IEvent[proto.Events.Count];
        for (var i = 0; i < events.Length; i++) events[i] = FromProto(proto.Events[i]);
        return new BatchCommitted(Moment.FromUnixMs(proto.AtMs), ImmutableCollectionsMarshal.AsImmutableArray(events))
        {
            Link = ValueMapping.ToHash(proto.Hash) is { } hash ? ChainLink.Stored(hash, proto.StartsChain) : null,
        };
    }

    private static Protos.Event ToProto(IEvent change) => change switch
    {
        StockReserved reserved => new() { StockReserved = ReservationColumns.ToProto(reserved) },
        PaymentConfirmed paid => new()
        {
            PaymentConfirmed = new() { Sequence = paid.Sequence, Payment = paid.Payment.Value, Amount = ValueMapping.ToProto(paid.Amount) },
        },
        StockReleased released => new() { StockReleased = ToProto(released) },
        RefundFellDue due => new()
        {
            RefundFellDue = new() { Sequence = due.Sequence, Payment = due.Payment.Value, Amount = ValueMapping.ToProto(due.Amount) },
        },
        RefundSettled settled => new() { RefundSettled = new() { Sequence = settled.Sequence, Payment = settled.Payment.Value } },
        ItemListed listed => new()
        {
            ItemListed = new()
            {
                Terms = ValueMapping.ToProto(listed.Terms),
                Stock = listed.Stock,
                By = AttributionMapping.ToProto(listed.By),
            },
        },
        TermsRevised revised => new()
        {
            TermsRevised = new()
            {
                Title = revised.Title,
                EndsAtMs = revised.EndsAt.ToUnixTimeMilliseconds(),
                By = AttributionMapping.ToProto(revised.By),
                Presentation = revised.Presentation is { } presentation ? ValueMapping.ToProto(presentation) : null,
            },
        },
        StockAdjusted adjusted => new() { StockAdjusted = ToProto(adjusted) },
        TicketsUsed used => new() { TicketsUsed = TicketColumns.ToProto(used) },
        WaitingListJoined joined => new() { WaitingListJoined = WaitingListColumns.ToProto(joined) },
        WaitingListLeft left => new() { WaitingListLeft = WaitingListColumns.ToProto(left) },
        UnitsOffered offered => new() { UnitsOffered = new() { FirstSequence = offered.FirstSequence, Count = offered.Count } },
        KeyAnswered answered => new() { KeyAnswered = new() { Sequence = answered.Sequence, Key = answered.Key.Value } },
        SalePaused paused => new() { SalePaused = new() { By = AttributionMapping.ToProto(paused.By) } },
        SaleResumed resumed => new() { SaleResumed = new() { By = AttributionMapping.ToProto(resumed.By) } },
        SaleClosed closed => new() { SaleClosed = new() { By = AttributionMapping.ToProto(closed.By) } },
        OrderRevoked revoked => new() { OrderRevoked = new() { Sequence = revoked.Sequence, By = AttributionMapping.ToProto(revoked.By) } },
        _ => throw new SerializationException($"The ledger has no place for a {change.GetType().FullName}."),
    };

    private static IEvent FromProto(Protos.Event proto) => proto.KindCase switch
    {
        Kind.StockReserved => ReservationColumns.FromProto(proto.StockReserved),
        Kind.PaymentConfirmed => FromProto(proto.PaymentConfirmed),
        Kind.StockReleased => FromProto(proto.StockReleased),
        Kind.RefundFellDue => FromProto(proto.RefundFellDue),
        Kind.RefundSettled => new RefundSettled(proto.RefundSettled.Sequence, PaymentId.Parse(proto.RefundSettled.Payment)),
        Kind.ItemListed => FromProto(proto.ItemListed),
        Kind.TermsRevised => FromProto(proto.TermsRevised),
        Kind.StockAdjusted => FromProto(proto.StockAdjusted),
        Kind.TicketsUsed => TicketColumns.FromProto(proto.TicketsUsed),
        Kind.WaitingListJoined => WaitingListColumns.FromProto(proto.WaitingListJoined),
        Kind.WaitingListLeft => WaitingListColumns.FromProto(proto.WaitingListLeft),
        Kind.UnitsOffered => WaitingListColumns.FromProto(proto.UnitsOffered),
        Kind.KeyAnswered => new KeyAnswered(proto.KeyAnswered.Sequence, IdempotencyKey.Parse(proto.KeyAnswered.Key)),
        Kind.SalePaused => new SalePaused { By = AttributionMapping.FromProto(proto.SalePaused.By) },
        Kind.SaleResumed => new SaleResumed { By = AttributionMapping.FromProto(proto.SaleResumed.By) },
        Kind.SaleClosed => new SaleClosed { By = AttributionMapping.FromProto(proto.SaleClosed.By) },
        Kind.OrderRevoked => new OrderRevoked(proto.OrderRevoked.Sequence) { By = AttributionMapping.FromProto(proto.OrderRevoked.By) },
        _ => throw new SerializationException(
            "The journal entry holds an event that this version does not know; a newer version of the program wrote it."),
    };

    private static PaymentConfirmed FromProto(Protos.PaymentConfirmed proto) =>
        new(proto.Sequence, PaymentId.Parse(proto.Payment), ValueMapping.ToMoney(proto.Amount));

    private static RefundFellDue FromProto(Protos.RefundFellDue proto) =>
        new(proto.Sequence, PaymentId.Parse(proto.Payment), ValueMapping.ToMoney(proto.Amount));

    private static ItemListed FromProto(Protos.ItemListed proto) =>
        new(ValueMapping.ToTerms(proto.Terms), proto.Stock) { By = AttributionMapping.FromProto(proto.By) };

    private static TermsRevised FromProto(Protos.TermsRevised proto) =>
        new(proto.Title, Moment.FromUnixMs(proto.EndsAtMs))
        {
            Presentation = ValueMapping.ToPresentation(proto.Presentation),
            By = AttributionMapping.FromProto(proto.By),
        };

    private static Protos.StockAdjusted ToProto(StockAdjusted adjusted) => new()
    {
        Delta = adjusted.Delta,
        Reason = adjusted.Reason,
        Key = adjusted.Key.Value,
        Operator = ValueMapping.ToText(adjusted.Operator),
        TraceId = AttributionMapping.ToBytes(adjusted.Trace),
        Node = adjusted.Node ?? "",
    };

    private static StockAdjusted FromProto(Protos.StockAdjusted proto) => new(proto.Delta, proto.Reason, IdempotencyKey.Parse(proto.Key))
    {
        Operator = ValueMapping.ToBuyer(proto.Operator),
        Trace = AttributionMapping.ToTrace(proto.TraceId),
        Node = AttributionMapping.ToNode(proto.Node),
    };

    private static Protos.StockReleased ToProto(StockReleased released)
    {
        if (released.Sequences.IsEmpty) throw new SerializationException("A StockReleased without orders.");
        var proto = new Protos.StockReleased { Cause = (int)released.Cause, By = AttributionMapping.ToProto(released.By) };
        DeltaCoding.Add(proto.SequenceSteps, released.Sequences.AsSpan());
        return proto;
    }

    private static StockReleased FromProto(Protos.StockReleased proto)
    {
        if (proto.SequenceSteps.Count == 0) throw new SerializationException("A StockReleased without orders.");
        var sequences = ImmutableCollectionsMarshal.AsImmutableArray(DeltaCoding.Sum(proto.SequenceSteps));
        var by = proto.By is null ? null : AttributionMapping.FromProto(proto.By);
        return new StockReleased(ValueMapping.ToKnown((ReleaseCause)proto.Cause), sequences) { By = by };
    }
}
