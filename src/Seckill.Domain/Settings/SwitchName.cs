using System.Buffers;

namespace Seckill.Domain.Settings;

/// <summary>Names one switch: <c>[a-z][a-z0-9-]{0,63}</c>. Names are stored: a switch never gets another one.</summary>
public readonly record struct SwitchName
{
    private const int LengthMax = 64;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly string? _value;

    private SwitchName(string value) => _value = value;

    /// <summary>The name as text. Throws for the default value, which is no name.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised SwitchName names no switch.");

    /// <summary>Reads a name; false when the text is not one.</summary>
    public static bool TryParse(string? text, out SwitchName name)
    {
        var valid = text is { Length: >= 1 and <= LengthMax } && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);
        name = valid ? new SwitchName(text!) : default;
        return valid;
    }

    /// <summary>Reads a name that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not a switch's name.</exception>
    public static SwitchName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException("A switch's name is 1 to 64 characters of a-z, 0-9 and '-', starting with a letter.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
