using System.Globalization;

namespace Seckill.Faults.Commands;

/// <summary>What follows a command: <c>--name number</c>, and nothing else.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);

    /// <param name="words">What was given.</param>
    /// <param name="known">The names that the command knows.</param>
    /// <exception cref="ArgumentException">A name that it does not know, or a value that is no number.</exception>
    public Options(ReadOnlySpan<string> words, params string[] known)
    {
        for (var i = 0; i < words.Length; i += 2)
        {
            var name = words[i].TrimStart('-');
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || !known.Contains(name))
                throw new ArgumentException($"'{words[i]}' is unknown here; known: {string.Join(", ", known.Select(option => "--" + option))}.");
            if (i + 1 == words.Length || !int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                throw new ArgumentException($"'{words[i]}' needs a number.");
            _given[name] = value;
        }
    }

    public int Of(string name, int otherwise) => _given.GetValueOrDefault(name, otherwise);
}
