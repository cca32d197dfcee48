using System.Buffers;

namespace Seckill.Domain.Shared;

/// <summary>Identifies one product offered in one flash sale: <c>[a-z0-9][a-z0-9-]{0,63}</c>.</summary>
public readonly record struct ItemId
{
    /// <summary>Longest id, in characters.</summary>
    public const int LengthMax = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly string? _value;

    private ItemId(string value) => _value = value;

    /// <summary>The id as text. Throws for the default value, which is no id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised ItemId names no item.");

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse(string? text, out ItemId id)
    {
        var valid = text is { Length: >= 1 and <= LengthMax } && text[0] != '-' && !text.AsSpan().ContainsAnyExcept(Allowed);
        id = valid ? new ItemId(text!) : default;
        return valid;
    }

    /// <summary>Reads an id that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not an item id.</exception>
    public static ItemId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("An item id is 1 to 64 characters of a-z, 0-9 and '-', not starting with '-'.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
