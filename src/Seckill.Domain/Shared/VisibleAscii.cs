namespace Seckill.Domain.Shared;

/// <summary>The common character rule of buyers, keys and payment ids: 1 to 64 visible ASCII characters (0x21 to 0x7E).</summary>
internal static class VisibleAscii
{
    public const int LengthMax = 64;

    public static bool IsValid(string? text) =>
        text is { Length: >= 1 and <= LengthMax } && !text.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007E');
}
