using BitFaster.Caching.Lru;

namespace Seckill.Host.Access;

/// <summary>
/// Token buckets by key, each of them one number: the instant until which its tokens are spent (GCRA, ITU-T I.371). They fill by
/// the clock alone. The framework's partitioned limiter visits every partition ten times a second, which a million buyers make
/// expensive; this one costs nothing between requests, and forgets the idle first, whose bucket is full anyway.
/// </summary>
internal sealed class RateBuckets<TKey>
    where TKey : notnull
{
    private readonly ConcurrentLru<TKey, Bucket> _buckets;
    private readonly TimeProvider _time;
    private readonly long _ticksPerToken;
    private readonly long _ticksOfBurst;

    public RateBuckets(int burst, int refillPerSecond, int keysMax, TimeProvider time)
    {
        _time = time;
        _ticksPerToken = TimeSpan.TicksPerSecond / refillPerSecond;
        _ticksOfBurst = _ticksPerToken * burst;
        _buckets = new ConcurrentLru<TKey, Bucket>(Environment.ProcessorCount, keysMax, EqualityComparer<TKey>.Default);
    }

    /// <summary>Takes a token. When there is none, says how long until there is.</summary>
    public bool TryTake(TKey key, out TimeSpan retryAfter)
    {
        var bucket = _buckets.GetOrAdd(key, static _ => new Bucket());
        var now = _time.GetUtcNow().Ticks;
        while (true)
        {
            var seen = Volatile.Read(ref bucket.SpentUntil);
            var spentUntil = Math.Max(seen, now) + _ticksPerToken;
            retryAfter = new TimeSpan(spentUntil - now - _ticksOfBurst);
            if (retryAfter > TimeSpan.Zero) return false;
            if (Interlocked.CompareExchange(ref bucket.SpentUntil, spentUntil, seen) == seen) return true;
        }
    }

    private sealed class Bucket
    {
        public long SpentUntil;
    }
}
