namespace Seckill.Domain.Items;

/// <summary>
/// How often one buyer may let reservations of one item go, by cancelling them or by not paying. Without a bound, one buyer could hold
/// units for ever without paying, and write to the ledger without end. The item counts the orders that it remembers
/// (<see cref="ItemLimits.ClosedOrdersRetainedMax"/>), whoever ended them.
/// </summary>
/// <param name="Free">So many ended orders cost no wait.</param>
/// <param name="Max">After so many the buyer makes no further reservation of this item.</param>
/// <param name="CoolDown">The wait after one more than is free; it doubles with each further one, up to <see cref="CoolDownMax"/>.</param>
public sealed record ChurnRule(int Free, int Max, TimeSpan CoolDown)
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan CoolDownMax = TimeSpan.FromHours(1);

    /// <summary>Nobody waits.</summary>
    public static ChurnRule Off { get; } = new(int.MaxValue, int.MaxValue, TimeSpan.Zero);

    /// <summary>When the buyer may make the next reservation; null when there is nothing to wait for.</summary>
    /// <param name="ended">How many of the buyer's orders have ended.</param>
    /// <param name="lastEnd">When the last of them ended.</param>
    /// <param name="endOfSale">When the item stops selling.</param>
    public DateTimeOffset? NextAt(int ended, DateTimeOffset lastEnd, DateTimeOffset endOfSale)
    {
        if (ended >= Max) return endOfSale;
        if (ended <= Free) return null;
        // Beyond 30 doublings even a wait of a millisecond is longer than the longest.
        var wait = CoolDown * Math.Pow(2, Math.Min(ended - Free - 1, 30));
        return lastEnd + (wait < CoolDownMax ? wait : CoolDownMax);
    }
}
