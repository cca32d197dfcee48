using System.Globalization;
using Seckill.Domain.Items;

namespace Seckill.Operations.Palette;

/// <summary>Instants as an operator types them: absolute with an offset, or relative to the node's clock.</summary>
internal static class Instants
{
    private const string Now = "now";

    /// <summary>The formats of an absolute time. An offset is part of each: a time of day alone means something else on every machine.</summary>
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mmK"];

    /// <summary>Reads a time; false when the text is none, or outside the range of a sale's times.</summary>
    public static (bool IsValid, DateTimeOffset Value) Read(string text, DateTimeOffset now)
    {
        if (text == Now) return (true, now);
        if (text.Length > 1 && text[0] is '+' or '-') return ReadRelative(text, now);
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        var isTime = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        return (hasOffset && isTime && IsInRange(time), time.ToUniversalTime());
    }

    private static (bool IsValid, DateTimeOffset Value) ReadRelative(string text, DateTimeOffset now)
    {
        var seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (seconds == 0 || !int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return default;
        var ticks = now.Ticks + ((Int128)count * seconds * TimeSpan.TicksPerSecond * (text[0] == '-' ? -1 : 1));
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks) return default;
        var time = new DateTimeOffset((long)ticks, TimeSpan.Zero);
        return (IsInRange(time), time);
    }

    private static bool IsInRange(DateTimeOffset time) => time >= ItemLimits.TimeMin && time <= ItemLimits.TimeMax;
}
