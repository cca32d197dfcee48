using System.Globalization;

namespace Seckill.Benchmarks.Report;

/// <summary>Numbers as people read them.</summary>
internal static class Text
{
    /// <summary>Three digits that count, and no more than the number has: 0.557, 12.3, 17,512.</summary>
    public static string Of(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>Median with the range of the rounds.</summary>
    public static string Of(Series series) => $"{Of(series.Median)} ({Of(series.Min)} to {Of(series.Max)})";

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
