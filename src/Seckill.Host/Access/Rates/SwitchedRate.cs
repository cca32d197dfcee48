using Seckill.Actors.Settings;
using Seckill.Host.Errors;

namespace Seckill.Host.Access.Rates;

/// <summary>
/// A limit whose rate operators may change. A change begins with full buckets. While it is off, a request pays for one read and nothing is
/// remembered.
/// </summary>
/// <param name="limit">What it is called.</param>
/// <param name="perSecond">Requests per second and key in the long run; 0 while it is off.</param>
/// <param name="burst">Requests at once; 0 for as many as come in a second.</param>
/// <param name="keysMax">How many keys it remembers.</param>
/// <param name="time">The clock.</param>
internal sealed class SwitchedRate<TKey>(RateLimit limit, NumberSwitch perSecond, int burst, int keysMax, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private volatile Rate _rate = new(0, null);

    /// <summary>Whether anybody may be refused.</summary>
    public bool IsOn => perSecond.Number > 0;

    /// <summary>The refusal of a request that comes too soon; null if it is allowed.</summary>
    public Problem? Refuse(TKey key)
    {
        var (rate, wanted) = (_rate, perSecond.Number);
        if (rate.PerSecond != wanted) rate = Renew();
        return rate.Buckets is { } buckets && !buckets.TryTake(key, out var retryAfter)
            ? CallRates.TooOften(limit, buckets.Quota, retryAfter)
            : null;
    }

    private Rate Renew()
    {
        lock (_gate)
        {
            var wanted = perSecond.Number;
            if (_rate.PerSecond == wanted) return _rate;
            var buckets = wanted == 0 ? null : new RateBuckets<TKey>(burst == 0 ? wanted : burst, wanted, keysMax, time);
            return _rate = new Rate(wanted, buckets);
        }
    }

    private sealed record Rate(int PerSecond, RateBuckets<TKey>? Buckets);
}
