namespace Seckill.Domain.Shared;

/// <summary>The payment provider's name for one payment: 1 to 64 visible ASCII characters.</summary>
public readonly record struct PaymentId
{
    private readonly string? _value;

    private PaymentId(string value) => _value = value;

    /// <summary>The id as text. Throws for the default value, which is no id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised PaymentId names no payment.");

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse(string? text, out PaymentId id)
    {
        var valid = VisibleAscii.IsValid(text);
        id = valid ? new PaymentId(text!) : default;
        return valid;
    }

    /// <summary>Reads an id that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not a payment id.</exception>
    public static PaymentId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A payment id is 1 to 64 visible ASCII characters.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
