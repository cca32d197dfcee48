using Akka.Actor;
using Google.Protobuf;
using Seckill.Actors.Isolation;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Everything of items that is kept or travels.</summary>
public sealed class ItemSerializer(ExtendedActorSystem system) : ProtobufSerializer(system, FixedIdentifier)
{
    /// <summary>Stored in every journal row and snapshot: never change it. Akka reserves 0 to 100.</summary>
    public const int FixedIdentifier = 1100;

    /// <inheritdoc/>
    protected override string? ManifestOf(object value) => value switch
    {
        BatchCommitted => ItemManifests.BatchCommitted,
        CommandBatch => ItemManifests.CommandBatch,
        BatchReply => ItemManifests.BatchReply,
        StatusPublished => ItemManifests.StatusPublished,
        FindOrder => ItemManifests.FindOrder,
        WakeItem => ItemManifests.WakeItem,
        GetHolders => ItemManifests.GetHolders,
        HoldersPage => ItemManifests.HoldersPage,
        WriterUnavailable => ItemManifests.WriterUnavailable,
        NotDelivered => ItemManifests.NotDelivered,
        StorageReport => ItemManifests.StorageReport,
        ItemState => ItemManifests.ItemState,
        _ => null,
    };

    private protected override byte[]? Write(object value) => value switch
    {
        BatchCommitted batch => LedgerMapping.ToBinary(batch),
        ItemState state => SnapshotMapping.ToBinary(state),
        _ => base.Write(value),
    };

    private protected override IMessage? ToProto(object value) => value switch
    {
        CommandBatch batch => CommandMapping.ToProto(batch),
        BatchReply reply => ReplyMapping.ToProto(reply),
        StatusPublished published => WireMapping.ToProto(published),
        FindOrder find => WireMapping.ToProto(find),
        WakeItem wake => WireMapping.ToProto(wake),
        GetHolders get => WireMapping.ToProto(get),
        HoldersPage page => WireMapping.ToProto(page),
        WriterUnavailable => new Protos.ItemUnavailable(),
        NotDelivered => new Protos.NotDelivered(),
        StorageReport report => WireMapping.ToProto(report),
        _ => null,
    };

    /// <inheritdoc/>
    protected override object? Read(byte[] bytes, string manifest)
    {
        switch (manifest)
        {
            case ItemManifests.BatchCommitted:
                return LedgerMapping.FromProto(Protos.BatchCommitted.Parser.ParseFrom(bytes));
            case ItemManifests.CommandBatch:
                return CommandMapping.FromProto(Protos.CommandBatch.Parser.ParseFrom(bytes));
            case ItemManifests.BatchReply:
                return ReplyMapping.FromProto(Protos.BatchReply.Parser.ParseFrom(bytes));
            case ItemManifests.StatusPublished:
                return WireMapping.FromProto(Protos.StatusPublished.Parser.ParseFrom(bytes));
            case ItemManifests.FindOrder:
                return WireMapping.FromProto(Protos.FindOrder.Parser.ParseFrom(bytes));
            case ItemManifests.WakeItem:
                return WireMapping.FromProto(Protos.WakeItem.Parser.ParseFrom(bytes));
            case ItemManifests.GetHolders:
                return WireMapping.FromProto(Protos.GetHolders.Parser.ParseFrom(bytes));
            case ItemManifests.HoldersPage:
                return WireMapping.FromProto(Protos.HoldersPage.Parser.ParseFrom(bytes));
            case ItemManifests.WriterUnavailable:
                Protos.ItemUnavailable.Parser.ParseFrom(bytes);
                return WriterUnavailable.Instance;
            case ItemManifests.NotDelivered:
                Protos.NotDelivered.Parser.ParseFrom(bytes);
                return NotDelivered.Instance;
            case ItemManifests.StorageReport:
                return WireMapping.FromProto(Protos.StorageReport.Parser.ParseFrom(bytes));
            case ItemManifests.ItemState:
                return SnapshotMapping.FromProto(Protos.ItemState.Parser.ParseFrom(bytes));
            default:
                return null;
        }
    }
}
