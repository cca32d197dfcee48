using System.Text.RegularExpressions;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Repository;

/// <summary>The product tells time by <see cref="TimeProvider"/> alone, so that a test can set every clock.</summary>
public sealed partial class ClockTests
{
    [Fact]
    public void No_code_of_the_product_reads_the_systems_clock_by_itself()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(HostProcess.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .ToArray();
        sources.Length.ShouldBeGreaterThan(100);

        var readers = sources.SelectMany(file => File.ReadLines(file).Where(line => SystemClock().IsMatch(line)).Select(line => $"{file}: {line.Trim()}"));

        readers.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bEnvironment\.TickCount|\bStopwatch\.(StartNew|GetTimestamp|GetElapsedTime)|\bnew Stopwatch\b")]
    private static partial Regex SystemClock();
}
