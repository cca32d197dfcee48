using Seckill.Actors.Isolation;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Queries and publications to and from <c>wire.proto</c>.</summary>
internal static class WireMapping
{
    public static Protos.FindOrder ToProto(FindOrder find)
    {
        var proto = new Protos.FindOrder { ItemId = find.ItemId.Value, Sequence = find.Sequence };
        proto.More.AddRange(find.More);
        proto.PlacesOf.AddRange(find.PlacesOf.Select(buyer => buyer.Value));
        return proto;
    }

    public static FindOrder FromProto(Protos.FindOrder proto) =>
        new(ItemId.Parse(proto.ItemId), proto.Sequence) { More = [.. proto.More], PlacesOf = [.. proto.PlacesOf.Select(BuyerId.Parse)] };

    public static Protos.WakeItem ToProto(WakeItem wake) => new() { ItemId = wake.ItemId.Value };

    public static WakeItem FromProto(Protos.WakeItem proto) => new(ItemId.Parse(proto.ItemId));

    public static Protos.GetHolders ToProto(GetHolders get) => new() { ItemId = get.ItemId.Value };

    public static GetHolders FromProto(Protos.GetHolders proto) => new(ItemId.Parse(proto.ItemId));

    public static Protos.StatusPublished ToProto(StatusPublished published)
    {
        var proto = new Protos.StatusPublished
        {
            ItemId = published.Status.Id.Value,
            Status = StatusMapping.ToProto(published.Status),
            PreviousRevision = published.PreviousRevision,
        };
        ValueMapping.AddAll(proto.NewHolders, published.NewHolders);
        return proto;
    }

    public static StatusPublished FromProto(Protos.StatusPublished proto) => new(
        StatusMapping.FromProto(ItemId.Parse(proto.ItemId), proto.Status), proto.PreviousRevision, ValueMapping.ToArray(proto.NewHolders));

    public static Protos.HoldersPage ToProto(HoldersPage page)
    {
        var proto = new Protos.HoldersPage
        {
            ItemId = page.ItemId.Value,
            Revision = page.Revision,
            Page = page.Page,
            PageCount = page.PageCount,
        };
        ValueMapping.AddAll(proto.Holders, page.Holders);
        return proto;
    }

    public static HoldersPage FromProto(Protos.HoldersPage proto) => new(
        ItemId.Parse(proto.ItemId), proto.Revision, proto.Page, proto.PageCount, ValueMapping.ToArray(proto.Holders));

    public static Protos.StorageReport ToProto(StorageReport report) => new() { Node = report.Node, IsHealthy = report.IsHealthy };

    public static StorageReport FromProto(Protos.StorageReport proto) => new(proto.Node, proto.IsHealthy);
}
