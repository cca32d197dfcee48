using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks;

/// <summary>One run of the benchmark: what was asked for, who buys, and what was found.</summary>
internal sealed class Bench : IDisposable
{
    /// <summary>Requests per second that no contender with books answers on a machine of this class; checked after each load that relies on it.</summary>
    public const int RequestsPerSecondMax = 50_000;

    /// <summary>As many as the largest item has orders, so that each of those is another buyer's.</summary>
    private const int BuyersCount = 1_000_000;

    private int _items;

    public Bench(Options options)
    {
        Options = options;
        var count = (int)(BuyersCount * options.Scale);
        BuyersOfLoad = Math.Min(count / 2, RequestsPerSecondMax * options.Seconds);
        Buyers = new Buyers(count, BuyersOfLoad);
    }

    public Options Options { get; }

    public Buyers Buyers { get; }

    /// <summary>How many buyers a closed loop needs for none to ask twice: the first ones. The last never takes part in one.</summary>
    public int BuyersOfLoad { get; }

    public Results Results { get; } = new();

    /// <summary>A name that no item of this run has yet.</summary>
    public string NewItem(string prefix) => FormattableString.Invariant($"{prefix}-{Interlocked.Increment(ref _items)}");

    public void Dispose() => Buyers.Dispose();
}
