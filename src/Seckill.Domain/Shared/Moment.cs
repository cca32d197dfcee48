namespace Seckill.Domain.Shared;

/// <summary>Instants as the ledger stores them: UTC, whole milliseconds, so a state rebuilt from the journal equals the live one.</summary>
public static class Moment
{
    /// <summary>
    /// How far the clocks of two nodes may be apart for the rules of the sale to hold. Nodes that differ by 5 s are ordinary; what is kept
    /// only for a time is kept this much longer.
    /// </summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(30);

    /// <summary>The instant in UTC, rounded down to the millisecond.</summary>
    public static DateTimeOffset Floor(DateTimeOffset instant) => FromUnixMs(instant.ToUnixTimeMilliseconds());

    /// <summary>The instant this many milliseconds after 1970-01-01T00:00:00Z.</summary>
    public static DateTimeOffset FromUnixMs(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
