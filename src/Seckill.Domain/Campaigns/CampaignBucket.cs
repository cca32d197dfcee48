using System.Globalization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Campaigns;

/// <summary>
/// A sixteenth of a campaign's buyers, which has one writer. A buyer belongs to one bucket by a hash that is the same in every process and
/// version.
/// </summary>
public readonly record struct CampaignBucket
{
    /// <summary>
    /// Number of buckets, never to be changed: a buyer's slots would be looked for elsewhere. Each bucket that is in use writes entries of
    /// its own, so few of them make large batches; sixteen let ten nodes share the work, and keep a bucket of a campaign with two million
    /// buyers at 125,000 of them.
    /// </summary>
    public const int Count = 16;

    private readonly string? _campaign;

    private CampaignBucket(string campaign, int number) => (_campaign, Number) = (campaign, number);

    /// <summary>The campaign's label. Throws for the default value, which is no bucket.</summary>
    public string Campaign => _campaign ?? throw new InvalidOperationException("An uninitialised CampaignBucket is no bucket.");

    /// <summary>From 0 to <see cref="Count"/> - 1.</summary>
    public int Number { get; }

    /// <summary>The bucket as text: two digits, a hyphen and the label. Its names in the journal and in the cluster contain it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Number:00}-{Campaign}");

    /// <summary>The bucket of a buyer.</summary>
    /// <exception cref="FormatException">Not a campaign's label.</exception>
    public static CampaignBucket Of(string campaign, BuyerId buyer)
    {
        if (!ItemLimits.IsCampaign(campaign)) throw new FormatException("Not a campaign label.");
        var hash = buyer.StableHash;
        return new CampaignBucket(campaign, (int)((hash ^ (hash >> 32)) % Count));
    }

    /// <summary>Reads a <see cref="Name"/>.</summary>
    /// <exception cref="FormatException">The text is no bucket's name.</exception>
    public static CampaignBucket Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 3 && name[2] == '-' && ItemLimits.IsCampaign(name[3..])
            && int.TryParse(name.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Count
            ? new CampaignBucket(name[3..], number)
            : throw new FormatException("A bucket's name is two digits, a hyphen and a campaign label.");
    }

    /// <inheritdoc/>
    public override string ToString() => _campaign is null ? "" : Name;
}
