namespace Seckill.Benchmarks.Report;

/// <summary>The same figure, round after round.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public IReadOnlyList<double> Values => _values;

    /// <summary>The middle value, of an even number of values the mean of the middle two.</summary>
    public double Median
    {
        get
        {
            if (_values.Count == 0) throw new InvalidOperationException("Nothing was measured.");
            double[] sorted = [.. _values.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    public double Min => _values.Min();

    public double Max => _values.Max();

    public void Add(double value) => _values.Add(value);
}
