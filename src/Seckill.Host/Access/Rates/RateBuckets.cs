using System.Numerics;

namespace Seckill.Host.Access.Rates;

/// <summary>
/// Token buckets by key. Each is one number: the instant until which its tokens are spent (GCRA, ITU-T I.371). Buckets fill by the
/// clock alone, so nothing visits them between requests. The clock is monotonic: setting the wall clock neither empties nor fills a
/// bucket. Buckets lie side by side in small sets, found by the key's hash: a request reads one set, which is a few neighbouring cache
/// lines, and allocates nothing. A full set forgets its fullest bucket, which is that of the buyer who has been idle for longest.
/// </summary>
internal sealed class RateBuckets<TKey>
    where TKey : notnull
{
    private const int BucketsPerSet = 8;

    /// <summary>With room for twice as many keys, one set in fifty overflows.</summary>
    private const int Room = 2;

    private const int LocksMax = 256;

    private readonly Bucket[] _buckets;
    private readonly Lock[] _locks;
    private readonly int _setMask;
    private readonly TimeProvider _time;
    private readonly long _ticksPerToken;
    private readonly long _ticksOfBurst;

    /// <summary>What each key may do, for clients.</summary>
    public RateQuota Quota { get; }

    /// <summary>Creates buckets that hold <paramref name="burst"/> tokens each, for about <paramref name="keysMax"/> keys.</summary>
    public RateBuckets(int burst, int refillPerSecond, int keysMax, TimeProvider time)
    {
        _time = time;
        Quota = new RateQuota(burst, Math.Max(1, (burst + refillPerSecond - 1) / refillPerSecond));
        _ticksPerToken = time.TimestampFrequency / refillPerSecond;
        _ticksOfBurst = _ticksPerToken * burst;
        var sets = (int)BitOperations.RoundUpToPowerOf2((uint)((keysMax * (long)Room / BucketsPerSet) + 1));
        _setMask = sets - 1;
        _buckets = new Bucket[sets * BucketsPerSet];
        _locks = [.. Enumerable.Range(0, Math.Min(sets, LocksMax)).Select(_ => new Lock())];
    }

    /// <summary>Takes a token. If there is none, returns how long until there is.</summary>
    public bool TryTake(TKey key, out TimeSpan retryAfter) => TryTake(key, tokens: 1, out retryAfter);

    /// <summary>Whether there is a token, without taking it. If there is none, returns how long until there is.</summary>
    public bool HasToken(TKey key, out TimeSpan retryAfter) => TryTake(key, tokens: 0, out retryAfter);

    private bool TryTake(TKey key, int tokens, out TimeSpan retryAfter)
    {
        var hash = key.GetHashCode();
        var set = hash & _setMask;
        lock (_locks[set & (_locks.Length - 1)])
        {
            // Read under the lock. Otherwise the last of several callers at the same moment could hold the oldest reading, and be refused a
            // token that is there.
            var now = _time.GetTimestamp();
            ref var bucket = ref Find(_buckets.AsSpan(set * BucketsPerSet, BucketsPerSet), key, hash);
            var spentUntil = Math.Max(bucket.SpentUntil, now) + _ticksPerToken;
            var early = spentUntil - now - _ticksOfBurst;
            retryAfter = early > 0 ? RoundUp(early) : TimeSpan.Zero;
            if (early > 0) return false;
            if (tokens > 0) bucket.SpentUntil = spentUntil;
            return true;
        }
    }

    /// <summary>A clock may count nanoseconds, and a span of time counts hundreds of them: rounded down, a short wait would be none.</summary>
    private TimeSpan RoundUp(long timestamps)
    {
        var frequency = _time.TimestampFrequency;
        return TimeSpan.FromTicks((long)((((Int128)timestamps * TimeSpan.TicksPerSecond) + frequency - 1) / frequency));
    }

    private static ref Bucket Find(Span<Bucket> set, TKey key, int hash)
    {
        var fullest = 0;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].IsTaken && set[i].Hash == hash && EqualityComparer<TKey>.Default.Equals(set[i].Key, key)) return ref set[i];
            if (set[i].SpentUntil < set[fullest].SpentUntil) fullest = i;
        }

        set[fullest] = new Bucket { IsTaken = true, Hash = hash, Key = key };
        return ref set[fullest];
    }

    private struct Bucket
    {
        public TKey Key;
        public long SpentUntil;
        public int Hash;
        public bool IsTaken;
    }
}
