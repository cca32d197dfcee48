namespace Seckill.Domain.Items;

/// <summary>Names of phases, as the HTTP contract has them.</summary>
public static class PhaseNames
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Phase>().Select(Of)];

    /// <summary>The name of a phase.</summary>
    public static string Of(Phase phase) => phase switch
    {
        Phase.Upcoming => "upcoming",
        Phase.Open => "open",
        Phase.SoldOut => "sold_out",
        Phase.Paused => "paused",
        Phase.Closed => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without a name."),
    };
}
