using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// The hash of a ledger entry: SHA-256 over the hash of the entry before, the item, the entry's revision and its bytes. So the newest hash,
/// the chain's head, stands for the whole ledger: nobody can change, remove or insert an entry and keep the head.
/// </summary>
public sealed class LedgerHash : IEquatable<LedgerHash>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>A space, a revision of up to 19 digits and a line feed.</summary>
    private const int RevisionLengthMax = 21;

    private const int HeaderLengthMax = Size + ItemId.LengthMax + RevisionLengthMax;

    private readonly Bytes _bytes;

    /// <summary>Boards show the same hash thousands of times a second.</summary>
    private string? _text;

    private LedgerHash(Bytes bytes) => _bytes = bytes;

    /// <summary>A hash that was computed earlier.</summary>
    /// <exception cref="ArgumentException">It is not <see cref="Size"/> bytes long.</exception>
    public static LedgerHash From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A hash of the ledger has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        var copy = default(Bytes);
        bytes.CopyTo(copy);
        return new LedgerHash(copy);
    }

    /// <summary>Reads the <see cref="ToString"/> form; null when the text is none.</summary>
    public static LedgerHash? TryParse(string? text)
    {
        var bytes = default(Bytes);
        var isHash = text?.Length == 2 * Size
            && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        return isHash ? new LedgerHash(bytes) : null;
    }

    /// <summary>
    /// Computes an entry's hash: SHA-256(hash before ‖ "item revision\n" in ASCII ‖ the entry's bytes). Outsiders recompute it, so this
    /// layout never changes.
    /// </summary>
    /// <param name="previous">The hash of the entry before; null where a chain starts, which counts as 32 zero bytes.</param>
    /// <param name="item">The item.</param>
    /// <param name="revision">The entry's number.</param>
    /// <param name="entry">The entry as it is stored, without the hash.</param>
    public static LedgerHash Of(LedgerHash? previous, ItemId item, long revision, ReadOnlySpan<byte> entry)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeaderLengthMax + entry.Length);
        var length = WriteHeader(buffer, previous, item, revision);
        entry.CopyTo(buffer.AsSpan(length));
        var hash = default(Bytes);
        SHA256.HashData(buffer.AsSpan(0, length + entry.Length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        return new LedgerHash(hash);
    }

    /// <summary>Writes the <see cref="Size"/> bytes.</summary>
    public void CopyTo(Span<byte> target) => ((ReadOnlySpan<byte>)_bytes).CopyTo(target);

    /// <inheritdoc/>
    public bool Equals(LedgerHash? other) => other is not null && ((ReadOnlySpan<byte>)_bytes).SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LedgerHash);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_bytes);

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => _text ??= Convert.ToHexStringLower(_bytes);

    private static int WriteHeader(byte[] buffer, LedgerHash? previous, ItemId item, long revision)
    {
        buffer.AsSpan(0, Size).Clear();
        previous?.CopyTo(buffer);
        var length = Size + Encoding.ASCII.GetBytes(item.Value, buffer.AsSpan(Size));
        buffer[length++] = (byte)' ';
        revision.TryFormat(buffer.AsSpan(length), out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        buffer[length++] = (byte)'\n';
        return length;
    }

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
