using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Serialization;

/// <summary>The public status of an item, which the enclosing message names.</summary>
internal static class StatusMapping
{
    public static Protos.ItemStatus ToProto(ItemStatus status)
    {
        var proto = new Protos.ItemStatus
        {
            Revision = status.Revision,
            Terms = ValueMapping.ToProto(status.Terms),
            Available = status.Stock.Available,
            Held = status.Stock.Held,
            Sold = status.Stock.Sold,
            IsPaused = status.IsPaused,
            IsClosed = status.IsClosed,
            TermsAge = status.Revision - status.TermsRevision,
            LedgerHash = ValueMapping.ToBytes(status.LedgerHash),
            Waiting = status.Waiting,
        };
        if (status.LastSequence is { } newest) proto.LastSequence = newest;
        return proto;
    }

    public static ItemStatus FromProto(ItemId item, Protos.ItemStatus? proto) => new(
        item,
        ValueMapping.Present(proto).Revision,
        ValueMapping.ToTerms(proto!.Terms),
        ValueMapping.ToStock(proto.Available, proto.Held, proto.Sold),
        proto.IsPaused,
        proto.IsClosed,
        proto.Revision - proto.TermsAge,
        proto.HasLastSequence ? proto.LastSequence : null)
    {
        LedgerHash = ValueMapping.ToHash(proto.LedgerHash),
        Waiting = proto.Waiting,
    };
}
