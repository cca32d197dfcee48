using System.Text;

namespace Seckill.Operations.Palette;

/// <summary>
/// How a line becomes words and back. Words are separated by spaces or tabs. A part in double quotes may hold spaces, with <c>\"</c> and
/// <c>\\</c> for the two characters themselves; a part in single quotes is taken as it is. Control characters are refused everywhere.
/// </summary>
internal static class LineSyntax
{
    /// <summary>Longest line, in characters.</summary>
    public const int LengthMax = 4_096;

    /// <summary>Most words of a line.</summary>
    public const int WordsMax = 64;

    /// <summary>Longest word, in characters.</summary>
    public const int WordLengthMax = 1_024;

    /// <summary>Splits a line into words. Returns what is wrong with it; null if nothing is.</summary>
    public static string? TrySplit(string line, out IReadOnlyList<string> words)
    {
        var found = new List<string>();
        words = found;
        if (line.Length > LengthMax) return $"A line has at most {LengthMax:N0} characters.";
        for (var at = 0; ;)
        {
            while (at < line.Length && IsBlank(line[at])) at++;
            if (at == line.Length) return null;
            if (found.Count == WordsMax) return $"A line has at most {WordsMax} words.";
            if (TryReadWord(line, ref at, out var word) is { } fault) return fault;
            if (word.Length > WordLengthMax) return $"A word has at most {WordLengthMax:N0} characters.";
            found.Add(word);
        }
    }

    /// <summary>A word as it has to be typed, in quotes where it needs them.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word.All(IsPlain)) return word;
        return $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static string? TryReadWord(string line, ref int at, out string word)
    {
        var text = new StringBuilder();
        word = "";
        while (at < line.Length && !IsBlank(line[at]))
        {
            var character = line[at++];
            if (char.IsControl(character)) return $"Character {at} of the line is a control character.";
            if (character is not ('"' or '\'')) text.Append(character);
            else if (!TryReadQuoted(line, character, ref at, text)) return $"A {(character == '"' ? "double" : "single")} quote is not closed.";
        }

        word = text.ToString();
        return word.Any(char.IsControl) ? "A quoted part holds a control character." : null;
    }

    private static bool TryReadQuoted(string line, char quote, ref int at, StringBuilder text)
    {
        while (at < line.Length && line[at] != quote)
        {
            var isEscape = quote == '"' && line[at] == '\\' && at + 1 < line.Length && line[at + 1] is '"' or '\\';
            if (isEscape) at++;
            text.Append(line[at++]);
        }

        return at++ < line.Length;
    }

    private static bool IsBlank(char character) => character is ' ' or '\t';

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || "-_./:@%+=,#".Contains(character, StringComparison.Ordinal);
}
