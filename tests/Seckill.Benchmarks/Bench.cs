using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks;

/// <summary>One run of the benchmark: what was asked for, who buys, and what was found.</summary>
internal sealed class Bench(Options options) : IDisposable
{
    /// <summary>Enough that nobody asks twice within a load at the rates of this machine; checked after each.</summary>
    private const int BuyersCount = 400_000;

    /// <summary>Requests per second that no contender answers on a machine of this class; checked after each load that relies on it.</summary>
    public const int RequestsPerSecondMax = 60_000;

    private int _items;

    public Options Options => options;

    public Buyers Buyers { get; } = new(BuyersCount);

    public Results Results { get; } = new();

    /// <summary>How many buyers a load needs for none to ask twice.</summary>
    public int BuyersFor(int seconds) => Math.Min(Buyers.Count, RequestsPerSecondMax * seconds);

    /// <summary>A name that no item of this run has yet.</summary>
    public string NewItem(string prefix) => FormattableString.Invariant($"{prefix}-{Interlocked.Increment(ref _items)}");

    public void Dispose() => Buyers.Dispose();
}
