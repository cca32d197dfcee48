using Seckill.Domain.Items;

namespace Seckill.Host.Items;

/// <summary>The contract's names of phases.</summary>
internal static class Phases
{
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<Phase>().Select(NameOf)];

    public static string NameOf(Phase phase) => phase switch
    {
        Phase.Upcoming => "upcoming",
        Phase.Open => "open",
        Phase.SoldOut => "sold_out",
        Phase.Paused => "paused",
        Phase.Closed => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without a name."),
    };
}
