using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Seckill.Actors.Isolation;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Writes and reads everything of an item that reaches the journal or leaves a node, as protobuf. Stateless and thread-safe.
/// Anything that it cannot read in full (unknown manifest, unknown event, damaged bytes) is a <see cref="SerializationException"/>:
/// half an event would mean a wrong stock.
/// </summary>
public sealed class ItemSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored in every journal row and snapshot: never change it. Akka reserves 0 to 100.</summary>
    public const int FixedIdentifier = 1100;

    /// <inheritdoc/>
    public override int Identifier => FixedIdentifier;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The type has no manifest.</exception>
    public override string Manifest(object o) => o switch
    {
        BatchCommitted => ItemManifests.BatchCommitted,
        CommandBatch => ItemManifests.CommandBatch,
        BatchReply => ItemManifests.BatchReply,
        StatusPublished => ItemManifests.StatusPublished,
        FindOrder => ItemManifests.FindOrder,
        WakeItem => ItemManifests.WakeItem,
        GetHolders => ItemManifests.GetHolders,
        HoldersPage => ItemManifests.HoldersPage,
        ItemUnavailable => ItemManifests.ItemUnavailable,
        NotDelivered => ItemManifests.NotDelivered,
        StorageReport => ItemManifests.StorageReport,
        ItemState => ItemManifests.ItemState,
        _ => throw new SerializationException($"{nameof(ItemSerializer)} has no manifest for {o?.GetType().FullName ?? "null"}."),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The serializer does not handle the type, or the object violates its contract.</exception>
    public override byte[] ToBinary(object obj) => obj switch
    {
        BatchCommitted batch => LedgerMapping.ToBinary(batch),
        ItemState state => SnapshotMapping.ToBinary(state),
        _ => ToProto(obj).ToByteArray(),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes do not match it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            return Read(bytes, manifest);
        }
        catch (Exception error) when (error is not SerializationException)
        {
            // The domain's values refuse what is out of range with their own exceptions.
            throw new SerializationException($"{bytes.Length} bytes are no valid '{manifest}': {error.Message}", error);
        }
    }

    private static IMessage ToProto(object obj) => obj switch
    {
        CommandBatch batch => CommandMapping.ToProto(batch),
        BatchReply reply => ReplyMapping.ToProto(reply),
        StatusPublished published => WireMapping.ToProto(published),
        FindOrder find => WireMapping.ToProto(find),
        WakeItem wake => WireMapping.ToProto(wake),
        GetHolders get => WireMapping.ToProto(get),
        HoldersPage page => WireMapping.ToProto(page),
        ItemUnavailable => new Protos.ItemUnavailable(),
        NotDelivered => new Protos.NotDelivered(),
        StorageReport report => WireMapping.ToProto(report),
        _ => throw new SerializationException($"{nameof(ItemSerializer)} does not write {obj?.GetType().FullName ?? "null"}."),
    };

    private static object Read(byte[] bytes, string manifest)
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
            case ItemManifests.ItemUnavailable:
                Protos.ItemUnavailable.Parser.ParseFrom(bytes);
                return ItemUnavailable.Instance;
            case ItemManifests.NotDelivered:
                Protos.NotDelivered.Parser.ParseFrom(bytes);
                return NotDelivered.Instance;
            case ItemManifests.StorageReport:
                return WireMapping.FromProto(Protos.StorageReport.Parser.ParseFrom(bytes));
            case ItemManifests.ItemState:
                return SnapshotMapping.FromProto(Protos.ItemState.Parser.ParseFrom(bytes));
            default:
                throw new SerializationException(
                    $"{nameof(ItemSerializer)} does not know the manifest '{manifest}': a newer version of the program wrote it.");
        }
    }
}
