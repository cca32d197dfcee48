using Akka.Actor;
using Google.Protobuf;
using Seckill.Actors.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>Everything of the settings that is kept or travels. An event of a newer version is an <see cref="UnknownChange"/>.</summary>
public sealed class SettingsSerializer(ExtendedActorSystem system) : ProtobufSerializer(system, FixedIdentifier)
{
    /// <summary>Stored in every journal row: never change it.</summary>
    public const int FixedIdentifier = 1101;

    /// <inheritdoc/>
    protected override string? ManifestOf(object value) => value switch
    {
        SettingsCommitted => SettingsManifests.Committed,
        ChangeSwitch => SettingsManifests.ChangeSwitch,
        AddBlock => SettingsManifests.AddBlock,
        RemoveBlock => SettingsManifests.RemoveBlock,
        SettingsAnswer => SettingsManifests.Answer,
        SettingsPublished => SettingsManifests.Published,
        _ => null,
    };

    private protected override IMessage? ToProto(object value) => value switch
    {
        SettingsCommitted committed => SettingsMapping.ToProto(committed),
        ChangeSwitch change => SettingsMapping.ToProto(change),
        AddBlock add => BlockMapping.ToProto(add),
        RemoveBlock remove => BlockMapping.ToProto(remove),
        SettingsAnswer answer => SettingsMapping.ToProto(answer),
        SettingsPublished published => SettingsMapping.ToProto(published),
        _ => null,
    };

    /// <inheritdoc/>
    protected override object? Read(byte[] bytes, string manifest) => manifest switch
    {
        SettingsManifests.Committed => SettingsMapping.FromProto(Protos.SettingsCommitted.Parser.ParseFrom(bytes)),
        SettingsManifests.ChangeSwitch => SettingsMapping.FromProto(Protos.ChangeSwitch.Parser.ParseFrom(bytes)),
        SettingsManifests.AddBlock => BlockMapping.FromProto(Protos.AddBlock.Parser.ParseFrom(bytes)),
        SettingsManifests.RemoveBlock => BlockMapping.FromProto(Protos.RemoveBlock.Parser.ParseFrom(bytes)),
        SettingsManifests.Answer => SettingsMapping.FromProto(Protos.SettingsAnswer.Parser.ParseFrom(bytes)),
        SettingsManifests.Published => SettingsMapping.FromProto(Protos.SettingsPublished.Parser.ParseFrom(bytes)),
        _ => null,
    };
}
