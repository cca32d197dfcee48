using System.Text.RegularExpressions;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Repository;

/// <summary>
/// Tests do not wait longer than what they wait for. The test kit's own waits look again after 0.8 s, or after a tenth of their bound,
/// which once made most of a run.
/// </summary>
public sealed partial class WaitingTests
{
    [Fact]
    public void No_test_waits_with_the_slow_looks_of_the_test_kit()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(HostProcess.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .ToArray();
        sources.Length.ShouldBeGreaterThan(100);

        var waits = sources.SelectMany(file => File.ReadLines(file).Where(line => SlowWait().IsMatch(line)).Select(line => $"{file}: {line.Trim()}"));

        waits.ShouldBeEmpty("use Eventually, which looks again every few milliseconds");
    }

    [GeneratedRegex(@"\bAwait(Assert|Condition)(Async)?\(")]
    private static partial Regex SlowWait();
}
