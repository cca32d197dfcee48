namespace Seckill.Domain.Shared;

/// <summary>An amount in the minor unit of a currency (9900 CNY = 99.00 yuan). Never negative.</summary>
public readonly record struct Money
{
    private readonly string? _currency;

    private Money(long amount, string currency)
    {
        Amount = amount;
        _currency = currency;
    }

    /// <summary>The amount in minor units, 0 or more.</summary>
    public long Amount { get; }

    /// <summary>ISO 4217 code, three capital letters. Throws for the default value, which is no money.</summary>
    public string Currency => _currency ?? throw new InvalidOperationException("An uninitialised Money has no currency.");

    /// <summary>Creates money; false when the amount is negative or the currency is not three capital ASCII letters.</summary>
    public static bool TryCreate(long amount, string? currency, out Money money)
    {
        var valid = amount >= 0 && currency is { Length: 3 } && !currency.AsSpan().ContainsAnyExceptInRange('A', 'Z');
        // Interned: every order of an item has the same currency, so all share one string.
        money = valid ? new Money(amount, string.Intern(currency!)) : default;
        return valid;
    }

    /// <summary>Creates money from parts that are known to be valid.</summary>
    /// <exception cref="ArgumentException">The amount is negative or the currency is not three capital ASCII letters.</exception>
    public static Money Create(long amount, string currency) =>
        TryCreate(amount, currency, out var money)
            ? money
            : throw new ArgumentException("Money is an amount of 0 or more and a currency of three capital letters.");

    /// <summary>The price of <paramref name="quantity"/> units.</summary>
    /// <exception cref="OverflowException">The product does not fit; impossible within the limits of <c>Quantity</c> and <c>ItemTerms</c>.</exception>
    public Money Times(int quantity) => new(checked(Amount * quantity), Currency);

    /// <inheritdoc/>
    public override string ToString() => _currency is null ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Amount} {_currency}");
}
