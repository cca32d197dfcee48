using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;

namespace Seckill.Host.Tests.Testing;

/// <summary>What a host's <c>/metrics</c> says.</summary>
public static partial class Scrape
{
    /// <summary>The text as it comes. It may be up to 300 ms old, because the exporter gives several scrapers the same text.</summary>
    public static async Task<string> ReadAsync(TestHost host) => (await host.Nobody.GetAsync("/metrics")).ShouldHaveStatus(200).Text;

    /// <summary>
    /// A text that was made after this call: what was counted before is in it. Each text counts the bytes that the process has ever
    /// allocated, so one with another count than the first answer is a new one.
    /// </summary>
    public static async Task<string> FreshAsync(TestHost host)
    {
        var earlier = Allocated(await ReadAsync(host));
        return await Eventually.GetAsync(() => ReadAsync(host), text => Allocated(text) != earlier);
    }

    /// <summary>The value of the one series of that name with those labels; 0 when there is none yet.</summary>
    public static double Value(string metrics, string name, params string[] labels) => Series().Matches(metrics)
        .Where(series => series.Groups["name"].Value == name)
        .Where(series => labels.All(label => series.Groups["labels"].Value.Contains(label, StringComparison.Ordinal)))
        .Select(series => double.Parse(series.Groups["value"].Value, CultureInfo.InvariantCulture))
        .SingleOrDefault();

    private static string Allocated(string metrics)
    {
        var line = AllocatedBytes().Match(metrics);
        line.Success.ShouldBeTrue(metrics);
        return line.Groups["value"].Value;
    }

    [GeneratedRegex("""^(?<name>\w+)(\{(?<labels>.*)\})? (?<value>\S+)""", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("""^dotnet_gc_heap_total_allocated_bytes_total(\{.*\})? (?<value>\S+)""", RegexOptions.Multiline)]
    private static partial Regex AllocatedBytes();
}
