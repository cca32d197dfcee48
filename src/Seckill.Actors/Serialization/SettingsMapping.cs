using System.Runtime.Serialization;
using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;
using Kind = Seckill.Actors.Serialization.Protos.SettingsEvent.KindOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>The settings to and from <c>settings.proto</c>.</summary>
internal static class SettingsMapping
{
    public static Protos.SettingsCommitted ToProto(SettingsCommitted committed)
    {
        if (committed.Events.IsEmpty) throw new SerializationException("An entry of the settings without events.");
        var proto = new Protos.SettingsCommitted { AtMs = committed.At.ToUnixTimeMilliseconds(), By = ToProto(committed.By) };
        foreach (var change in committed.Events) proto.Events.Add(ToProto(change));
        return proto;
    }

    public static SettingsCommitted FromProto(Protos.SettingsCommitted proto)
    {
        if (proto.Events.Count == 0) throw new SerializationException("An entry of the settings without events.");
        return new SettingsCommitted(Moment.FromUnixMs(proto.AtMs), FromProto(proto.By), [.. proto.Events.Select(FromProto)]);
    }

    public static Protos.ChangeSwitch ToProto(ChangeSwitch change) => new()
    {
        Name = change.Name.Value,
        Value = change.Value,
        Replaces = change.Replaces,
        By = ToProto(change.By),
    };

    public static ChangeSwitch FromProto(Protos.ChangeSwitch proto) =>
        new(SwitchName.Parse(proto.Name), ToValue(proto.Value), proto.Replaces, FromProto(proto.By));

    public static Protos.SettingsAnswer ToProto(SettingsAnswer answer) => new()
    {
        Outcome = (int)answer.Outcome,
        Setting = answer.Setting is { } setting ? ToProto(setting) : null,
        Block = answer.Block is { } block ? BlockMapping.ToProto(block) : null,
        Revision = answer.Revision,
    };

    public static SettingsAnswer FromProto(Protos.SettingsAnswer proto)
    {
        var outcome = (SettingsOutcome)proto.Outcome;
        // A newer version may have more outcomes; its sender repeats, or gives up with an open end.
        return new SettingsAnswer(
            Enum.IsDefined(outcome) ? outcome : SettingsOutcome.Unknown, proto.Setting is { } setting ? FromProto(setting) : null)
        {
            Block = proto.Block is { } block ? BlockMapping.FromProto(block) : null,
            Revision = proto.Revision,
        };
    }

    public static Protos.SettingsPublished ToProto(SettingsPublished published) => new()
    {
        Revision = published.Revision,
        Newest = published.Newest is { } newest ? ToProto(newest) : null,
    };

    public static SettingsPublished FromProto(Protos.SettingsPublished proto) =>
        new(proto.Revision, proto.Newest is { } newest ? FromProto(newest) : null);

    private static Protos.SettingsEvent ToProto(ISettingsEvent change) => change switch
    {
        SwitchChanged set => new() { SwitchChanged = new() { Name = set.Name.Value, Value = set.Value } },
        BlockAdded added => new() { BlockAdded = BlockMapping.ToProto(added) },
        BlockRemoved removed => new() { BlockRemoved = BlockMapping.ToProto(removed.Target) },
        _ => throw new SerializationException($"The settings' journal has no place for a {change.GetType().FullName}."),
    };

    private static ISettingsEvent FromProto(Protos.SettingsEvent proto) => proto.KindCase switch
    {
        Kind.SwitchChanged => new SwitchChanged(SwitchName.Parse(proto.SwitchChanged.Name), ToValue(proto.SwitchChanged.Value)),
        Kind.BlockAdded => BlockMapping.FromProto(proto.BlockAdded),
        Kind.BlockRemoved => BlockMapping.RemovedFromProto(proto.BlockRemoved),
        _ => new UnknownChange(),
    };

    private static Protos.SwitchSetting ToProto(SwitchSetting setting) => new()
    {
        Name = setting.Name.Value,
        Value = setting.Value,
        By = ToProto(setting.By),
        AtMs = setting.At.ToUnixTimeMilliseconds(),
        Revision = setting.Revision,
    };

    private static SwitchSetting FromProto(Protos.SwitchSetting proto) => new(
        SwitchName.Parse(proto.Name), ToValue(proto.Value), FromProto(proto.By), Moment.FromUnixMs(proto.AtMs), proto.Revision);

    internal static Protos.SettingsAuthor ToProto(SettingsAuthor by) => new()
    {
        Actor = by.Actor.Value,
        TraceId = by.TraceId,
        Reason = by.Reason ?? "",
    };

    internal static SettingsAuthor FromProto(Protos.SettingsAuthor? proto)
    {
        var actor = BuyerId.Parse(ValueMapping.Present(proto).Actor);
        if (!SettingsLimits.IsTraceId(proto!.TraceId)) throw new SerializationException("A trace id is 1 to 64 visible ASCII characters.");
        return new SettingsAuthor(actor, proto.TraceId, proto.Reason.Length == 0 ? null : proto.Reason);
    }

    private static string ToValue(string text) => SettingsLimits.IsValue(text)
        ? text
        : throw new SerializationException("A switch's value is 1 to 64 visible ASCII characters.");
}
