using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks;

/// <summary>One run of the benchmark: what was asked for, who buys, and what was found.</summary>
internal sealed class Bench : IDisposable
{
    /// <summary>As many as the largest item has orders, so that each of those is another buyer's.</summary>
    private const int BuyersCount = 1_000_000;

    /// <summary>How much faster than its fastest load so far a contender may become, before its buyers run out. The first is a cold one.</summary>
    private const double Reserve = 3;

    private readonly Dictionary<string, double> _fastest = [];
    private TraceSink? _traces;
    private int _items;

    public Bench(Options options)
    {
        Options = options;
        var count = (int)(BuyersCount * options.Scale);
        BuyersOfLoad = count / 2;
        Buyers = new Buyers(count, BuyersOfLoad);
    }

    public Options Options { get; }

    public Buyers Buyers { get; }

    /// <summary>How many buyers a closed loop can have, the first ones. The last never takes part in one.</summary>
    public int BuyersOfLoad { get; }

    public Results Results { get; } = new();

    /// <summary>Where traced hosts export to.</summary>
    public TraceSink Traces => _traces ??= new TraceSink();

    /// <summary>A name that no item of this run has yet.</summary>
    public string NewItem(string prefix) => FormattableString.Invariant($"{prefix}-{Interlocked.Increment(ref _items)}");

    /// <summary>
    /// How many buyers a closed loop on a contender needs for none to ask twice. The first load of each has all that there are. Preparing
    /// their requests takes the generator longer than the load, so later ones have what the contender's speed asks for.
    /// </summary>
    public int BuyersFor(string contender) => _fastest.TryGetValue(contender, out var perSecond)
        ? Math.Min(BuyersOfLoad, (int)(perSecond * Reserve * Options.Seconds))
        : BuyersOfLoad;

    /// <summary>Notes how many requests per second a contender has answered.</summary>
    public void Saw(string contender, double perSecond) => _fastest[contender] = Math.Max(perSecond, _fastest.GetValueOrDefault(contender));

    public void Dispose()
    {
        Buyers.Dispose();
        _traces?.Dispose();
    }
}
