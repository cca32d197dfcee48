using System.Buffers;
using System.Text;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory.Pages;

/// <summary>
/// A name of visible ASCII (buyer, payment, key) as bytes: a length byte, then a byte per character. If a name ends in 32 hex digits,
/// as machine-made random names do, the digits take only 16 bytes: a payment <c>pay_0123…</c> takes 21 bytes; as a string it took 96.
/// </summary>
internal static class PackedText
{
    /// <summary>Most bytes that a name takes.</summary>
    public const int SizeMax = 1 + VisibleAscii.LengthMax;

    private const int Digits = 32;
    private const int DigitBytes = Digits / 2;

    /// <summary>Set in the first byte when packed digits follow; its other bits are the number of characters before them.</summary>
    private const byte HasDigits = 0x80;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Writes a name of 1 to 64 visible ASCII characters; returns the number of bytes.</summary>
    public static int Write(string text, Span<byte> target)
    {
        var endsInDigits = text.Length >= Digits && !text.AsSpan(text.Length - Digits).ContainsAnyExcept(HexDigits);
        var letters = endsInDigits ? text.Length - Digits : text.Length;
        target[0] = (byte)(endsInDigits ? letters | HasDigits : letters);
        Ascii.FromUtf16(text.AsSpan(0, letters), target[1..], out _);
        if (endsInDigits) Convert.FromHexString(text.AsSpan(letters), target[(1 + letters)..], out _, out _);
        return SizeOf(target);
    }

    /// <summary>Size in bytes of the name that begins here.</summary>
    public static int SizeOf(ReadOnlySpan<byte> packed) => 1 + LettersOf(packed) + (packed[0] >= HasDigits ? DigitBytes : 0);

    /// <summary>Whether the name that begins here equals the text.</summary>
    public static bool Is(ReadOnlySpan<byte> packed, string text)
    {
        if (packed[0] < HasDigits) return Ascii.Equals(packed.Slice(1, packed[0]), text.AsSpan());
        Span<byte> own = stackalloc byte[VisibleAscii.LengthMax];
        return Ascii.Equals(own[..Read(packed, own)], text.AsSpan());
    }

    /// <summary>Reads the name that begins here as plain ASCII; returns its length.</summary>
    public static int Read(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var letters = LettersOf(packed);
        packed.Slice(1, letters).CopyTo(target);
        if (packed[0] < HasDigits) return letters;
        Convert.TryToHexStringLower(packed.Slice(1 + letters, DigitBytes), target[letters..], out _);
        return letters + Digits;
    }

    private static int LettersOf(ReadOnlySpan<byte> packed) => packed[0] & ~HasDigits;
}
