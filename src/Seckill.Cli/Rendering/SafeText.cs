using System.Globalization;
using System.Text;

namespace Seckill.Cli.Rendering;

/// <summary>
/// Text that others have written, such as a title, a log line or whatever a wrong server answers. A terminal obeys control characters in
/// it: they could move the cursor, rewrite lines or change the clipboard.
/// </summary>
internal static class SafeText
{
    /// <summary>
    /// The text for a person, on one line. Line ends and tabs become spaces; everything else that a terminal would obey, or that hides
    /// or reorders letters, is shown as its number, so that two names that look alike can be told apart.
    /// </summary>
    public static string Printable(string text) => Replace(text, IsUnseen, rune => rune.Value is '\t' or '\n' or '\r' ? " " : Escape(rune));

    /// <summary>
    /// The text for a CSV field. A file is data, and so it stays as it is, apart from control characters: somebody will <c>cat</c> the
    /// file, and no program that reads CSV misses them. Tabs and line ends stay, because quotes carry them; invisible letters stay,
    /// because a terminal does not obey them.
    /// </summary>
    public static string ForCsv(string text) => Replace(text, rune => Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r'), Escape);

    /// <summary>JSON with all of these as JSON's own escapes: whoever parses it has the very same text.</summary>
    public static string ForJson(string json) => Replace(
        json, IsUnseen, rune => string.Concat(rune.ToString().Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}"))));

    private static string Replace(string text, Func<Rune, bool> isUnsafe, Func<Rune, string> replace) => text.EnumerateRunes().Any(isUnsafe)
        ? string.Concat(text.EnumerateRunes().Select(rune => isUnsafe(rune) ? replace(rune) : rune.ToString()))
        : text;

    private static string Escape(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");

    /// <summary>
    /// Whether it is not seen: controls, separators of lines, and formats, which are the bidirectional controls, letters without width and
    /// tags. Some letters without width have another category: the joiner of graphemes, fillers, selectors of variants.
    /// </summary>
    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);
}
