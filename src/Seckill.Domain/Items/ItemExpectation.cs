using System.Collections.Immutable;

namespace Seckill.Domain.Items;

/// <summary>
/// What an operator expects of an item, so that the item refuses a write based on an outdated reading. The item checks it when it
/// decides, so nothing can happen between the check and the write.
/// </summary>
public sealed record ItemExpectation
{
    /// <summary>The item exists, at any version.</summary>
    public static ItemExpectation Present { get; } = new() { IsPresent = true };

    /// <summary>The item does not exist.</summary>
    public static ItemExpectation Absent { get; } = new() { IsAbsent = true };

    /// <summary>Holds if the item was ever listed.</summary>
    public bool IsPresent { get; init; }

    /// <summary>Holds only until the item is listed.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Versions as given by <see cref="ItemStatus.VersionAt"/>; one match is enough.</summary>
    public ImmutableArray<long> Versions { get; init; } = [];

    /// <summary>Terms versions, see <see cref="ItemStatus.TermsRevision"/>; one match is enough.</summary>
    public ImmutableArray<long> TermsVersions { get; init; } = [];

    /// <summary>The item has exactly this version.</summary>
    public static ItemExpectation OfVersion(long version) => new() { Versions = [version] };

    /// <summary>The terms have exactly this version, whatever was sold meanwhile.</summary>
    public static ItemExpectation OfTerms(long termsVersion) => new() { TermsVersions = [termsVersion] };

    /// <summary>Whether a listed item is as expected.</summary>
    public bool Holds(long version, long termsVersion) =>
        IsPresent || Versions.Contains(version) || TermsVersions.Contains(termsVersion);

    /// <summary>Whether the item has moved past one of the expected versions.</summary>
    public bool HeldBefore(long version, long termsVersion) =>
        Versions.Any(seen => seen >= ItemStatus.VersionMin && seen < version) || TermsVersions.Any(seen => seen >= 1 && seen < termsVersion);

    /// <summary>Whether a version of one revision is expected.</summary>
    public bool NamesRevision(long revision) => revision >= 1 && Versions.Any(seen => seen / ItemStatus.VersionMin == revision);
}
