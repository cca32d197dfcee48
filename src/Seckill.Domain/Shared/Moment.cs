namespace Seckill.Domain.Shared;

/// <summary>Instants as the ledger keeps them: UTC, whole milliseconds, so that a state rebuilt from the journal equals the live one.</summary>
public static class Moment
{
    /// <summary>The instant without what lies below a millisecond, in UTC.</summary>
    public static DateTimeOffset Floor(DateTimeOffset instant) => FromUnixMs(instant.ToUnixTimeMilliseconds());

    /// <summary>The instant that lies so many milliseconds after 1970-01-01T00:00:00Z.</summary>
    public static DateTimeOffset FromUnixMs(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
