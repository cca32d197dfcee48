namespace Seckill.Domain.Items;

/// <summary>
/// What pages show of an item besides its terms. No rule of the sale depends on it, so it may change at any time before the item is closed.
/// </summary>
public sealed record ItemPresentation
{
    private readonly string? _imageUrl;
    private readonly string? _description;
    private readonly long? _listPrice;

    /// <summary>Nothing but the terms.</summary>
    public static ItemPresentation None { get; } = new();

    /// <summary>Address of a picture, or null. See <see cref="ItemLimits.IsImageUrl"/>.</summary>
    /// <exception cref="ArgumentException">Not an address of a picture.</exception>
    public string? ImageUrl
    {
        get => _imageUrl;
        init => _imageUrl = value is null || ItemLimits.IsImageUrl(value) ? value : throw new ArgumentException("Not an address of a picture.", nameof(value));
    }

    /// <summary>Text for shoppers, lines separated by '\n', or null. See <see cref="ItemLimits.IsDescription"/>.</summary>
    /// <exception cref="ArgumentException">Not a description.</exception>
    public string? Description
    {
        get => _description;
        init => _description = value is null || ItemLimits.IsDescription(value) ? value : throw new ArgumentException("Not a description.", nameof(value));
    }

    /// <summary>The price outside the sale, in minor units of the currency of the item's price, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above <see cref="ItemLimits.PriceAmountMax"/>.</exception>
    public long? ListPrice
    {
        get => _listPrice;
        init
        {
            if (value is < 0 or > ItemLimits.PriceAmountMax) throw new ArgumentOutOfRangeException(nameof(value), value, "Not a price.");
            _listPrice = value;
        }
    }
}
