namespace Seckill.Domain.Shared;

/// <summary>The number of units that one reservation asks for: 1 to 100.</summary>
public readonly record struct Quantity
{
    /// <summary>The most that one reservation may ask for.</summary>
    public const int UnitsMax = 100;

    private readonly int _units;

    private Quantity(int units) => _units = units;

    /// <summary>A single unit.</summary>
    public static Quantity One { get; } = new(1);

    /// <summary>The number of units. Throws for the default value, which is no quantity.</summary>
    public int Units => _units > 0 ? _units : throw new InvalidOperationException("An uninitialised Quantity is no quantity.");

    /// <summary>Creates a quantity; false when the number is not within 1 to 100.</summary>
    public static bool TryCreate(long units, out Quantity quantity)
    {
        var valid = units is >= 1 and <= UnitsMax;
        quantity = valid ? new Quantity((int)units) : default;
        return valid;
    }

    /// <summary>Creates a quantity from a number that is known to be valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not within 1 to 100.</exception>
    public static Quantity Create(long units) =>
        TryCreate(units, out var quantity) ? quantity : throw new ArgumentOutOfRangeException(nameof(units), units, "A quantity is 1 to 100.");
}
