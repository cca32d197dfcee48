using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Seckill.Host.Access.Challenges;

/// <summary>A challenge as JSON.</summary>
internal sealed record ChallengeResource
{
    [Description("`work`: find `number`. `wait`: wait until `notBefore`.")]
    public required string Kind { get; init; }

    [Description("The hash function of `work`; null for `wait`.")]
    public string? Algorithm { get; init; }

    [Description("Goes before the number.")]
    public required string Salt { get; init; }

    [Description("Find the `number`, in decimal digits, with hex(SHA-256(salt + number)) = challenge. Null for `wait`.")]
    public string? Challenge { get; init; }

    [Description("The number is 0 to so much. Null for `wait`.")]
    public long? MaxNumber { get; init; }

    [Description("Not accepted earlier. Null for `work`.")]
    public DateTimeOffset? NotBefore { get; init; }

    [Description("Not accepted later. The ticket ends then too.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [Description("Shows any node of this shop that the challenge is one of its own, for this buyer and item.")]
    public required string Signature { get; init; }
}

/// <summary>A challenge that somebody hands in: all of it as it was given, and with <c>work</c> the number.</summary>
internal sealed record ChallengeAnswer
{
    [Description("As it was given; `work` when left out.")]
    public string? Kind { get; init; }

    public string? Algorithm { get; init; }

    [Required]
    public string? Salt { get; init; }

    public string? Challenge { get; init; }

    public long? MaxNumber { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    [Required]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Required]
    public string? Signature { get; init; }

    [Description("The solution of `work`.")]
    public long? Number { get; init; }
}
