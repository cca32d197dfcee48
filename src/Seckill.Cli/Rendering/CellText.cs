using System.Globalization;
using System.Text.Json;

namespace Seckill.Cli.Rendering;

/// <summary>Cells as people read them.</summary>
internal static class CellText
{
    private const string Sent = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The cell as the node has sent it.</summary>
    public static string Raw(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => cell.GetString()!,
        _ => cell.GetRawText(),
    };

    /// <summary>The cell for a table: instants without the letters, and without milliseconds that are 0; yes and no for flags.</summary>
    public static string Readable(JsonElement cell)
    {
        if (cell.ValueKind == JsonValueKind.True) return "yes";
        if (cell.ValueKind == JsonValueKind.False) return "no";
        var text = SafeText.Printable(Raw(cell));
        if (cell.ValueKind != JsonValueKind.String || text.Length != 24 || text[^1] != 'Z') return text;
        if (!DateTime.TryParseExact(text, Sent, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time))
            return text;
        return time.ToString(time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss'Z'" : "yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the cell is a number.</summary>
    public static bool IsNumber(JsonElement cell) => cell.ValueKind == JsonValueKind.Number;
}
