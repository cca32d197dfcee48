using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Seckill.Actors.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Writes and reads everything of the settings that reaches the journal or leaves a node, as protobuf. Stateless and thread-safe. Bytes
/// that it cannot read are a <see cref="SerializationException"/>; an event of a newer version is an <see cref="UnknownChange"/>.
/// </summary>
public sealed class SettingsSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stored in every journal row: never change it.</summary>
    public const int FixedIdentifier = 1101;

    /// <inheritdoc/>
    public override int Identifier => FixedIdentifier;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The type has no manifest.</exception>
    public override string Manifest(object o) => o switch
    {
        SettingsCommitted => SettingsManifests.Committed,
        ChangeSwitch => SettingsManifests.ChangeSwitch,
        AddBlock => SettingsManifests.AddBlock,
        RemoveBlock => SettingsManifests.RemoveBlock,
        SettingsAnswer => SettingsManifests.Answer,
        SettingsPublished => SettingsManifests.Published,
        _ => throw new SerializationException($"{nameof(SettingsSerializer)} has no manifest for {o?.GetType().FullName ?? "null"}."),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The serializer does not handle the type, or the object violates its contract.</exception>
    public override byte[] ToBinary(object obj)
    {
        IMessage message = obj switch
        {
            SettingsCommitted committed => SettingsMapping.ToProto(committed),
            ChangeSwitch change => SettingsMapping.ToProto(change),
            AddBlock add => BlockMapping.ToProto(add),
            RemoveBlock remove => BlockMapping.ToProto(remove),
            SettingsAnswer answer => SettingsMapping.ToProto(answer),
            SettingsPublished published => SettingsMapping.ToProto(published),
            _ => throw new SerializationException($"{nameof(SettingsSerializer)} does not write {obj?.GetType().FullName ?? "null"}."),
        };
        return message.ToByteArray();
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes do not match it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            return manifest switch
            {
                SettingsManifests.Committed => SettingsMapping.FromProto(Protos.SettingsCommitted.Parser.ParseFrom(bytes)),
                SettingsManifests.ChangeSwitch => SettingsMapping.FromProto(Protos.ChangeSwitch.Parser.ParseFrom(bytes)),
                SettingsManifests.AddBlock => BlockMapping.FromProto(Protos.AddBlock.Parser.ParseFrom(bytes)),
                SettingsManifests.RemoveBlock => BlockMapping.FromProto(Protos.RemoveBlock.Parser.ParseFrom(bytes)),
                SettingsManifests.Answer => SettingsMapping.FromProto(Protos.SettingsAnswer.Parser.ParseFrom(bytes)),
                SettingsManifests.Published => SettingsMapping.FromProto(Protos.SettingsPublished.Parser.ParseFrom(bytes)),
                _ => throw new SerializationException(
                    $"{nameof(SettingsSerializer)} does not know the manifest '{manifest}': a newer version of the program wrote it."),
            };
        }
        catch (Exception error) when (error is not SerializationException)
        {
            throw new SerializationException($"{bytes.Length} bytes are no valid '{manifest}': {error.Message}", error);
        }
    }
}
