using System.ComponentModel.DataAnnotations;

namespace Seckill.Operations.Palette;

/// <summary>Bounds of what operators' consoles may cost, in the same section as the engine's (<c>Seckill:Limits</c>).</summary>
public sealed class OperationsLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Limits";

    /// <summary>Streams of commands (<c>item watch</c>, <c>journal tail</c>) open on this node; more get <c>overloaded</c>.</summary>
    [Range(1, 1_000)]
    public int ConsoleStreamsMax { get; set; } = 50;

    /// <summary>Commands that read whole ledgers or tables, at once on this node; more get <c>overloaded</c>.</summary>
    [Range(1, 100)]
    public int CostlyCommandsMax { get; set; } = 2;
}
