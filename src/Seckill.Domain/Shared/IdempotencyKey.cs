namespace Seckill.Domain.Shared;

/// <summary>The client's name for one intent; the same key gives the same outcome. 1 to 64 visible ASCII characters.</summary>
public readonly record struct IdempotencyKey
{
    private readonly string? _value;

    private IdempotencyKey(string value) => _value = value;

    /// <summary>The key as text. Throws for the default value, which is no key.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised IdempotencyKey is no key.");

    /// <summary>Reads a key; false when the text is not one.</summary>
    public static bool TryParse(string? text, out IdempotencyKey key)
    {
        var valid = VisibleAscii.IsValid(text);
        key = valid ? new IdempotencyKey(text!) : default;
        return valid;
    }

    /// <summary>Reads a key that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not an idempotency key.</exception>
    public static IdempotencyKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("An idempotency key is 1 to 64 visible ASCII characters.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
