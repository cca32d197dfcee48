using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Operations.Palette;

/// <summary>Who gives a command, from where, and why.</summary>
/// <param name="By">What the ledger and the operations log record. Every door knows the operator.</param>
public sealed record OperatorCall(Attribution By)
{
    /// <summary>The operator's id.</summary>
    /// <exception cref="InvalidOperationException">The door has named nobody.</exception>
    public BuyerId Operator => By.Actor ?? throw new InvalidOperationException("Every door names the operator.");

    /// <summary>Why, in the operator's words; null when no reason was given.</summary>
    public string? Reason => By.Reason;

    /// <summary>The same call with a reason.</summary>
    /// <exception cref="ArgumentException">It is no reason (<see cref="ItemLimits.IsReason"/>).</exception>
    public OperatorCall Because(string reason) => new(By with { Reason = reason });
}
