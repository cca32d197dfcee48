using System.Diagnostics;
using Seckill.Benchmarks.Attacks;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>The scenarios by name, in the order in which a full run takes them.</summary>
internal static class Catalogue
{
    private static readonly (string Name, Func<Bench, Task> Run)[] All =
    [
        ("wins", WinsScenario.RunAsync),
        ("refusals", RefusalsScenario.RunAsync),
        ("item", ItemScenario.RunAsync),
        ("repeats", RepeatsScenario.RunAsync),
        ("items", ManyItemsScenario.RunAsync),
        ("streams", StreamsScenario.RunAsync),
        ("consoles", ConsolesScenario.RunAsync),
        ("access", AccessScenario.RunAsync),
        ("traces", TracesScenario.RunAsync),
        ("sale", SaleScenario.RunAsync),
        ("latency", LatencyScenario.RunAsync),
        ("lag", LagScenario.RunAsync),
        ("growth", GrowthScenario.RunAsync),
        ("first-second", FirstSecondScenario.RunAsync),
        ("recovery", RecoveryScenario.RunAsync),
        ("memory", MemoryScenario.RunAsync),
    ];

    /// <summary>Needs an earlier build, so it runs only when it is named.</summary>
    private static readonly (string Name, Func<Bench, Task> Run) Before = (BeforeScenario.Name, BeforeScenario.RunAsync);

    public static string Usage =>
        "Usage: dotnet run -c Release --project tests/Seckill.Benchmarks -- [SCENARIO…] [--rounds 5] [--seconds 4] [--out DIR] [--publish] [--published PATH/Seckill.Host.dll]\n"
        + $"       scenarios, all when none is named: {string.Join(' ', All.Select(scenario => scenario.Name))}\n"
        + $"       dotnet run -c Release --project tests/Seckill.Benchmarks -- {BeforeScenario.Name} --before PATH/Seckill.Host.dll\n"
        + "       dotnet run -c Release --project tests/Seckill.Benchmarks -- micro [BenchmarkDotNet's options]\n"
        + AttackCommand.Usage;

    /// <summary>The scenarios of these names, in their own order; all for none.</summary>
    /// <exception cref="ArgumentException">A name is not a scenario's.</exception>
    public static IReadOnlyList<(string Name, Func<Bench, Task> Run)> Choose(IReadOnlyList<string> names)
    {
        (string Name, Func<Bench, Task> Run)[] known = [.. All, Before];
        var unknown = names.FirstOrDefault(name => known.All(scenario => scenario.Name != name));
        if (unknown is not null) throw new ArgumentException($"There is no scenario '{unknown}'.");
        return names.Count == 0 ? All : [.. known.Where(scenario => names.Contains(scenario.Name))];
    }

    /// <summary>Runs one scenario. A failure is told and kept; the others still run.</summary>
    public static async Task RunAsync(Bench bench, string name, Func<Bench, Task> run)
    {
        bench.Results.Say(name);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await run(bench);
        }
#pragma warning disable CA1031 // Whatever it is, it must neither hide what others find nor let the run succeed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(error);
            bench.Results.Failures.Add($"{name}: {error.Message}");
        }

        bench.Results.Say(FormattableString.Invariant($"  ({name} took {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s)"));
    }
}
