using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Seckill.Host.Access.Tickets;

/// <summary>
/// A ticket as clients carry it: number, end and seal in Base64Url, 43 characters. Buyer and item are not in it; who presents it says
/// them, and the seal covers them.
/// </summary>
internal static class TicketText
{
    /// <summary>Number and end: what is sealed before buyer and item.</summary>
    public const int HeadSize = 2 * sizeof(ulong);

    private const int Size = HeadSize + StatementSeal.Size;

    /// <summary>Length of every ticket, in characters.</summary>
    public static int Length { get; } = Base64Url.GetEncodedLength(Size);

    /// <summary>Bytes to read a ticket into.</summary>
    public static int BufferSize => Size;

    /// <summary>Writes a head: the number, and the end in milliseconds since 1970.</summary>
    public static void WriteHead(Span<byte> head, ulong number, long expiresAtMs)
    {
        BinaryPrimitives.WriteUInt64BigEndian(head, number);
        BinaryPrimitives.WriteInt64BigEndian(head[sizeof(ulong)..], expiresAtMs);
    }

    /// <summary>Reads a head.</summary>
    public static (ulong Number, long ExpiresAtMs) ReadHead(ReadOnlySpan<byte> head) =>
        (BinaryPrimitives.ReadUInt64BigEndian(head), BinaryPrimitives.ReadInt64BigEndian(head[sizeof(ulong)..]));

    /// <summary>The ticket as text.</summary>
    public static string Format(ReadOnlySpan<byte> head, ReadOnlySpan<byte> seal)
    {
        Span<byte> bytes = stackalloc byte[Size];
        head.CopyTo(bytes);
        seal.CopyTo(bytes[HeadSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a text into <paramref name="bytes"/>: the head, and behind it the seal. False when it is no ticket at all.</summary>
    /// <param name="text">The text; any.</param>
    /// <param name="bytes"><see cref="BufferSize"/> bytes.</param>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == Length
        // Unlike this one, the decoder whose name begins with Try throws on other characters.
        && Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
        && written == Size;
}
