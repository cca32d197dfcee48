using System.Security.Cryptography;

namespace Seckill.Domain.WaitingRooms;

/// <summary>
/// The secret that orders the people of a waiting room. Its hash is public from the listing on; the seed itself only once the places are
/// drawn. So its text never tells it: whoever logs a seed by mistake logs nothing.
/// </summary>
public sealed class RoomSeed : IEquatable<RoomSeed>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    private RoomSeed(byte[] bytes) => _bytes = bytes;

    /// <summary>A seed from random bytes.</summary>
    /// <exception cref="ArgumentException">There are not <see cref="Size"/> of them.</exception>
    public static RoomSeed From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new RoomSeed(bytes.ToArray())
        : throw new ArgumentException($"A seed has {Size} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>What the shop publishes before the start, so that it cannot choose another seed afterwards.</summary>
    public SeedHash Hash => SeedHash.From(SHA256.HashData(_bytes));

    /// <summary>The bytes: for the room's own ledger, and for everybody once the places are drawn.</summary>
    public ReadOnlySpan<byte> Reveal() => _bytes;

    /// <inheritdoc/>
    public bool Equals(RoomSeed? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RoomSeed);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    /// <summary>Says only that there is one.</summary>
    public override string ToString() => "(a seed)";
}

/// <summary>SHA-256 of a <see cref="RoomSeed"/>: the shop's word on a draw that is still to come.</summary>
public sealed record SeedHash
{
    private SeedHash(string text) => Text = text;

    /// <summary>64 lower-case hex digits.</summary>
    public string Text { get; }

    /// <summary>A hash from its bytes.</summary>
    /// <exception cref="ArgumentException">There are not 32 of them.</exception>
    public static SeedHash From(ReadOnlySpan<byte> bytes) => bytes.Length == SHA256.HashSizeInBytes
        ? new SeedHash(Convert.ToHexStringLower(bytes))
        : throw new ArgumentException($"A seed's hash has {SHA256.HashSizeInBytes} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads the <see cref="Text"/> form; null when the text is none.</summary>
    public static SeedHash? TryParse(string? text)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        var isHash = text?.Length == 2 * SHA256.HashSizeInBytes
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        return isHash ? From(bytes) : null;
    }

    /// <summary>The bytes.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
