using System.Buffers;

namespace Seckill.Domain.Shared;

/// <summary>
/// Names one request across logs, traces and the ledger: the trace id of W3C Trace Context, 32 lower-case hexadecimal digits, not all 0.
/// </summary>
public readonly record struct TraceId
{
    private const int Length = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly string? _value;

    private TraceId(string value) => _value = value;

    /// <summary>The id as text. Throws for the default value, which is no id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised TraceId names no request.");

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse(string? text, out TraceId id)
    {
        var valid = text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Digits) && text.AsSpan().ContainsAnyExcept('0');
        id = valid ? new TraceId(text!) : default;
        return valid;
    }

    /// <summary>Reads an id that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not a trace id.</exception>
    public static TraceId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A trace id is 32 lower-case hexadecimal digits, not all 0.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
