using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Seckill.Domain.Settings;

namespace Seckill.Host.Operators.Blocks;

/// <summary>One entry of the block list as operators see it.</summary>
internal sealed record BlockResource(
    [property: Description("`buyers` or `addresses`.")] string Kind,
    [property: Description("The buyer's id, or the address or network in its usual form.")] string Value,
    [property: Description("Why, if somebody said so.")] string? Reason,
    [property: Description("When it ends by itself; null when only an operator ends it.")] DateTimeOffset? ExpiresAt,
    [property: Description("Who has blocked, or has last changed the block.")] string BlockedBy,
    [property: Description("When that was.")] DateTimeOffset BlockedAt,
    [property: Description("Grows with every change of the block list and of the switches.")] long Version)
{
    public static BlockResource Of(Block block) => new(
        BlockKinds.NameOf(block.Target.Kind), block.Target.Value, block.By.Reason, block.Until, block.By.Actor.Value, block.At, block.Revision);
}

/// <summary>A page of the block list.</summary>
internal sealed record BlockPage(
    IReadOnlyList<BlockResource> Blocks,
    [property: Description("Pass it as `cursor` for the next page; null on the last.")] string? NextCursor);

/// <summary>Why and until when somebody is to be blocked.</summary>
// The attributes are for the OpenAPI document; BlockOperations does the checking.
internal sealed record BlockRequest
{
    [Description("Why, for whoever looks at the list. One line. The blocked never see it.")]
    [StringLength(SettingsLimits.ReasonLengthMax, MinimumLength = 1)]
    public string? Reason { get; init; }

    [Description("When the block ends by itself; for ever when left out.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>The kinds of blocks as they are called in paths.</summary>
internal static class BlockKinds
{
    private const string Buyers = "buyers";
    private const string Addresses = "addresses";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Buyers, Addresses];

    public static string NameOf(BlockKind kind) => kind == BlockKind.Buyer ? Buyers : Addresses;

    /// <summary>The kind of this name; null when there is none.</summary>
    public static BlockKind? Of(string name) => name switch
    {
        Buyers => BlockKind.Buyer,
        Addresses => BlockKind.Address,
        _ => null,
    };
}
