using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Writes and reads what reaches the journal or leaves a node, as protobuf. Stateless and thread-safe. Anything that it cannot read in full
/// (unknown manifest, unknown event, damaged bytes) is a <see cref="SerializationException"/>: half an event would mean a wrong stock.
/// </summary>
public abstract class ProtobufSerializer : SerializerWithStringManifest
{
    /// <param name="system">The actor system.</param>
    /// <param name="identifier">Stored in every journal row and snapshot: never change one. Akka reserves 0 to 100.</param>
    private protected ProtobufSerializer(ExtendedActorSystem system, int identifier)
        : base(system) => Identifier = identifier;

    /// <inheritdoc/>
    public override int Identifier { get; }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The type has no manifest.</exception>
    public override string Manifest(object o) =>
        ManifestOf(o) ?? throw new SerializationException($"{GetType().Name} has no manifest for {NameOf(o)}.");

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The serializer does not handle the type, or the object violates its contract.</exception>
    public override byte[] ToBinary(object obj) => Write(obj) ?? throw new SerializationException($"{GetType().Name} does not write {NameOf(obj)}.");

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes do not match it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            return Read(bytes, manifest) ?? throw new SerializationException(
                $"{GetType().Name} does not know the manifest '{manifest}': a newer version of the program wrote it.");
        }
        catch (Exception error) when (error is not SerializationException)
        {
            // The domain's values refuse what is out of range with their own exceptions.
            throw new SerializationException($"{bytes.Length} bytes are no valid '{manifest}': {error.Message}", error);
        }
    }

    /// <summary>The manifest of an object; null when the serializer does not handle its type.</summary>
    protected abstract string? ManifestOf(object value);

    /// <summary>The object as a message; null when the serializer does not handle its type.</summary>
    private protected abstract IMessage? ToProto(object value);

    /// <summary>The object as bytes; null when the serializer does not handle its type.</summary>
    private protected virtual byte[]? Write(object value) => ToProto(value)?.ToByteArray();

    /// <summary>The object in these bytes; null when the serializer does not know the manifest.</summary>
    /// <exception cref="Exception">The bytes are damaged.</exception>
    protected abstract object? Read(byte[] bytes, string manifest);

    private static string NameOf(object? value) => value?.GetType().FullName ?? "null";
}
