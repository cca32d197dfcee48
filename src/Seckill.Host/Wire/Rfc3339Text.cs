namespace Seckill.Host.Wire;

/// <summary>
/// Reads instants by the grammar of RFC 3339, section 5.6: any offset, 0 to 9 fraction digits, either case of <c>T</c> and <c>Z</c>,
/// and a space instead of <c>T</c>. The framework's own formats stop at 7 digits and at offsets of 14 hours.
/// </summary>
internal static class Rfc3339Text
{
    private const string Wanted = "A time is written as in RFC 3339, with an offset and at most 9 fraction digits: 2026-11-11T10:00:00Z.";

    private const string LeapSecond =
        "RFC 3339 allows a leap second (:60), but this service does not keep them: say the second before or after it.";

    private const int SecondsLength = 19; // 2026-11-11T10:00:00
    private const int OffsetLength = 6; // +08:00
    private const int FractionDigitsMax = 9;

    /// <summary>Reads an instant, rounded down to the millisecond. Returns what is wrong with the text; null if it is valid.</summary>
    public static string? TryRead(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length <= SecondsLength || !HasSeparators(text)) return Wanted;
        var (year, month, day) = (NumberOf(text[..4]), NumberOf(text[5..7]), NumberOf(text[8..10]));
        var (hour, minute, second) = (NumberOf(text[11..13]), NumberOf(text[14..16]), NumberOf(text[17..19]));
        if (year is < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return Wanted;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return Wanted;
        var rest = text[SecondsLength..];
        if (!TryTakeMilliseconds(ref rest, out var milliseconds) || !TryReadOffset(rest, out var offset)) return Wanted;
        if (second == 60) return LeapSecond;

        var ticks = new DateTime(year, month, day, hour, minute, second, milliseconds).Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return Wanted;
        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return null;
    }

    private static bool HasSeparators(ReadOnlySpan<char> text) =>
        text[4] == '-' && text[7] == '-' && text[10] is 'T' or 't' or ' ' && text[13] == ':' && text[16] == ':';

    /// <summary>Removes the fraction from the front of <paramref name="rest"/>; drops what is below a millisecond.</summary>
    private static bool TryTakeMilliseconds(ref ReadOnlySpan<char> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest[0] != '.') return true;
        var digits = rest[1..];
        var length = digits.IndexOfAnyExceptInRange('0', '9');
        if (length is < 1 or > FractionDigitsMax) return false;
        for (var i = 0; i < 3; i++) milliseconds = (milliseconds * 10) + (i < length ? digits[i] - '0' : 0);
        rest = digits[length..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is ['Z' or 'z']) return true;
        if (text.Length != OffsetLength || text[0] is not ('+' or '-') || text[3] != ':') return false;
        var (hours, minutes) = (NumberOf(text[1..3]), NumberOf(text[4..6]));
        if (hours is < 0 or > 23 || minutes is < 0 or > 59) return false;
        offset = new TimeSpan(hours, minutes, seconds: 0);
        if (text[0] == '-') offset = -offset;
        return true;
    }

    /// <summary>A few digits as a number; -1 if any is not a digit.</summary>
    private static int NumberOf(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
