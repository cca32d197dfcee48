using System.ComponentModel.DataAnnotations;

namespace Seckill.Actors.Reconciliation;

/// <summary>Bounds of the reconciliation, beside the engine's in the same section (<c>Seckill:Limits</c>). Checked at start.</summary>
public sealed class ReconciliationLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Limits";

    /// <summary>
    /// How long money may be under way between provider and ledger before it counts as a difference. If it is shorter than a provider takes
    /// for its reports and refunds, honest payments are reported.
    /// </summary>
    [Range(0, 86_400)]
    public int ReconciliationSettleSeconds { get; set; } = 60;

    /// <summary>How long the payment provider may take for a page of payments; then the payments of the item are not checked.</summary>
    [Range(100, 60_000)]
    public int ReconciliationTimeoutMs { get; set; } = 5_000;

    /// <summary>
    /// Rows, payments and ledger entries that the reconciliation in the background reads in a second at most. It also pauses four times as
    /// long as each page took. 0 switches it off.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ReconciliationRowsPerSecond { get; set; } = 5_000;

    /// <summary>Pause between two rounds, and between two comparisons of an item with a known difference.</summary>
    [Range(1, 86_400)]
    public int ReconciliationEverySeconds { get; set; } = 60;

    /// <summary>How long an item whose ledger has not moved is skipped after a comparison without a difference.</summary>
    [Range(1, 604_800)]
    public int ReconciliationRecheckSeconds { get; set; } = 3_600;
}
