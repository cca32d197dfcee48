namespace Seckill.Domain.Shared;

/// <summary>The authenticated subject who buys: 1 to 64 visible ASCII characters.</summary>
public readonly record struct BuyerId
{
    /// <summary>Longest id, in characters.</summary>
    public const int LengthMax = VisibleAscii.LengthMax;

    private readonly string? _value;

    private BuyerId(string value) => _value = value;

    /// <summary>The id as text. Throws for the default value, which is no id.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised BuyerId names nobody.");

    /// <summary>
    /// A 64-bit FNV-1a hash of the id, the same in every process and version. Boards use it to remember who holds an order.
    /// Two buyers may have the same hash: a hit means "ask the item", never "has an order".
    /// Source: Fowler, Noll, Vo, IETF draft-eastlake-fnv.
    /// </summary>
    public ulong StableHash
    {
        get
        {
            var hash = 14695981039346656037UL;
            foreach (var c in Value) hash = (hash ^ c) * 1099511628211UL;
            return hash;
        }
    }

    /// <summary>The <see cref="StableHash"/> of an id in ASCII.</summary>
    internal static ulong StableHashOf(ReadOnlySpan<byte> ascii)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in ascii) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse(string? text, out BuyerId id)
    {
        var valid = VisibleAscii.IsValid(text);
        id = valid ? new BuyerId(text!) : default;
        return valid;
    }

    /// <summary>Reads an id that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not a buyer id.</exception>
    public static BuyerId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A buyer id is 1 to 64 visible ASCII characters.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
