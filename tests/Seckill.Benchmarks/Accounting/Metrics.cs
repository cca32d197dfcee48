using System.Globalization;

namespace Seckill.Benchmarks.Accounting;

/// <summary>One reading of a host's <c>/metrics</c>.</summary>
internal sealed class Metrics
{
    private readonly List<(string Series, double Value)> _samples = [];

    public static async Task<Metrics> ReadAsync(Uri address)
    {
        using var client = new HttpClient();
        var read = new Metrics();
        foreach (var line in (await client.GetStringAsync(new Uri(address, "/metrics"))).Split('\n'))
        {
            // `name{labels} value timestamp`; labels may hold blanks, so the value is looked for behind them.
            if (line.Length == 0 || line[0] == '#') continue;
            var end = line.IndexOf('}', StringComparison.Ordinal);
            if (end < 0) end = line.IndexOf(' ', StringComparison.Ordinal) - 1;
            var value = line[(end + 1)..].TrimStart().Split(' ')[0];
            if (double.TryParse(value, CultureInfo.InvariantCulture, out var number)) read._samples.Add((line[..(end + 1)], number));
        }

        return read;
    }

    /// <summary>Adds up all series of a metric.</summary>
    /// <exception cref="InvalidOperationException">There is none: a metric that nobody knows is not 0.</exception>
    public double SumOf(string name) => SeriesOf(name).Sum(sample => sample.Value);

    /// <summary>
    /// Adds up the series of a metric that carry a label, for example <c>outcome="sold_out"</c>; 0 when only the label is missing, which
    /// is how a counter looks before its first event.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such metric.</exception>
    public double SumOf(string name, string label) =>
        SeriesOf(name).Where(sample => sample.Series.Contains(label, StringComparison.Ordinal)).Sum(sample => sample.Value);

    /// <summary>A histogram's count of values up to and including each bound, in ascending order.</summary>
    /// <exception cref="InvalidOperationException">There is no such metric.</exception>
    public IReadOnlyDictionary<string, double> BucketsOf(string name)
    {
        var buckets = new Dictionary<string, double>();
        foreach (var (series, value) in SeriesOf(name + "_bucket"))
        {
            var bound = series[(series.IndexOf("le=\"", StringComparison.Ordinal) + 4)..];
            bound = bound[..bound.IndexOf('"', StringComparison.Ordinal)];
            buckets[bound] = buckets.GetValueOrDefault(bound) + value;
        }

        return buckets;
    }

    private List<(string Series, double Value)> SeriesOf(string name)
    {
        var series = _samples.FindAll(sample => sample.Series.AsSpan().SequenceEqual(name) || sample.Series.StartsWith(name + "{", StringComparison.Ordinal));
        return series.Count > 0 ? series : throw new InvalidOperationException($"The host has no metric '{name}'.");
    }
}
