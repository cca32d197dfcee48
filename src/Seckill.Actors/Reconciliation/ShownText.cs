using System.Globalization;
using System.Text;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// Values of damaged rows as people see them. Somebody wrote them by hand, so they may hold what would move a terminal's cursor, or a time
/// that no calendar has.
/// </summary>
internal static class ShownText
{
    /// <summary>The text, with control characters written out.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (char.IsControl(letter)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else shown.Append(letter);
        }

        return shown.ToString();
    }

    /// <summary>A time in milliseconds since 1970.</summary>
    public static string OfTime(long? ms)
    {
        if (ms is not { } known) return "never";
        var isInCalendar = known >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && known <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isInCalendar
            ? Moment.FromUnixMs(known).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{known} ms after 1970");
    }
}
