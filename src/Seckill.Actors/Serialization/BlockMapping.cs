using System.Runtime.Serialization;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;
using Who = Seckill.Actors.Serialization.Protos.BlockTarget.WhoOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>The block list to and from <c>settings.proto</c>.</summary>
internal static class BlockMapping
{
    public static Protos.BlockAdded ToProto(BlockAdded added)
    {
        var proto = new Protos.BlockAdded { Target = ToProto(added.Target) };
        if (added.Until is { } until) proto.UntilMs = until.ToUnixTimeMilliseconds();
        return proto;
    }

    /// <summary>A kind of target that only a newer version knows makes it a change that this one does not know.</summary>
    public static ISettingsEvent FromProto(Protos.BlockAdded proto) => ValueMapping.Present(proto.Target).WhoCase == Who.None
        ? new UnknownChange()
        : new BlockAdded(FromProto(proto.Target), proto.HasUntilMs ? Moment.FromUnixMs(proto.UntilMs) : null);

    /// <summary>As with an added block.</summary>
    public static ISettingsEvent RemovedFromProto(Protos.BlockTarget proto) =>
        proto.WhoCase == Who.None ? new UnknownChange() : new BlockRemoved(FromProto(proto));

    public static Protos.AddBlock ToProto(AddBlock add)
    {
        var proto = new Protos.AddBlock { Target = ToProto(add.Target), Known = add.Known, By = SettingsMapping.ToProto(add.By) };
        if (add.Until is { } until) proto.UntilMs = until.ToUnixTimeMilliseconds();
        return proto;
    }

    public static AddBlock FromProto(Protos.AddBlock proto) => new(
        FromProto(proto.Target), proto.HasUntilMs ? Moment.FromUnixMs(proto.UntilMs) : null, proto.Known, SettingsMapping.FromProto(proto.By));

    public static Protos.RemoveBlock ToProto(RemoveBlock remove) =>
        new() { Target = ToProto(remove.Target), Known = remove.Known, By = SettingsMapping.ToProto(remove.By) };

    public static RemoveBlock FromProto(Protos.RemoveBlock proto) =>
        new(FromProto(proto.Target), proto.Known, SettingsMapping.FromProto(proto.By));

    public static Protos.Block ToProto(Block block)
    {
        var proto = new Protos.Block
        {
            Target = ToProto(block.Target),
            By = SettingsMapping.ToProto(block.By),
            AtMs = block.At.ToUnixTimeMilliseconds(),
            Revision = block.Revision,
        };
        if (block.Until is { } until) proto.UntilMs = until.ToUnixTimeMilliseconds();
        return proto;
    }

    public static Block FromProto(Protos.Block proto) => new(
        FromProto(proto.Target), proto.HasUntilMs ? Moment.FromUnixMs(proto.UntilMs) : null, SettingsMapping.FromProto(proto.By),
        Moment.FromUnixMs(proto.AtMs), proto.Revision);

    public static Protos.BlockTarget ToProto(BlockTarget target) => target.Kind switch
    {
        BlockKind.Buyer => new() { Buyer = target.Value },
        BlockKind.Address => new() { Address = target.Value },
        _ => throw new SerializationException("A block names a buyer or an address."),
    };

    private static BlockTarget FromProto(Protos.BlockTarget? proto)
    {
        var present = ValueMapping.Present(proto);
        return present.WhoCase == Who.Buyer ? BlockTarget.Of(BlockKind.Buyer, present.Buyer) : BlockTarget.Of(BlockKind.Address, present.Address);
    }
}
