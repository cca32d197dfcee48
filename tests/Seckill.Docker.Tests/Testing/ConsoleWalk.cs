using System.Text;
using System.Text.RegularExpressions;

namespace Seckill.Docker.Tests.Testing;

/// <summary>A command of the walk, and what docker/README.md says that it prints.</summary>
public sealed record WalkStep(string Command, string Printed);

/// <summary>
/// The section "A walk at the console" of docker/README.md: commands after <c>$</c>, each with what it printed. The test runs the commands;
/// with <c>SECKILL_RECORD_WALK=1</c> it writes what they print back into the section.
/// </summary>
public sealed partial class ConsoleWalk
{
    private const string Fence = "```";
    private const string Prompt = "$ ";

    private static readonly string File = Path.Combine(Tool.Folder, "README.md");

    private ConsoleWalk(IReadOnlyList<WalkStep> steps) => Steps = steps;

    /// <summary>Whether the section is to be written instead of compared.</summary>
    public static bool IsRecording => Environment.GetEnvironmentVariable("SECKILL_RECORD_WALK") == "1";

    public IReadOnlyList<WalkStep> Steps { get; }

    public static async Task<ConsoleWalk> ReadAsync()
    {
        var section = Section().Match(await System.IO.File.ReadAllTextAsync(File)).Value;
        return new ConsoleWalk([.. Block().Matches(section).SelectMany(block => StepsOf(block.Groups["text"].Value))]);
    }

    /// <summary>Writes what the commands have printed into the section, in their order, and when and on which machine.</summary>
    public static async Task RecordAsync(IReadOnlyList<WalkStep> steps)
    {
        var next = 0;
        var text = Section().Replace(await System.IO.File.ReadAllTextAsync(File), section => Recorded().Replace(
            Block().Replace(section.Value, block =>
            {
                var here = steps.Skip(next).Take(StepsOf(block.Groups["text"].Value).Count).ToList();
                next += here.Count;
                return $"{Fence}console\n{string.Concat(here.Select(step => $"{Prompt}{step.Command}\n{step.Printed}"))}{Fence}";
            }),
            $"Recorded on {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores of an {Processor()}.",
            count: 1));
        await System.IO.File.WriteAllTextAsync(File, text);
    }

    /// <summary>What must be the same on every walk: no times, hashes, trace ids, ports, widths, nor where the items happen to live.</summary>
    public static string Essence(string printed)
    {
        var essence = new StringBuilder();
        foreach (var line in printed.Split('\n'))
        {
            var same = Changing().Replace(line, "…");
            if (Address().IsMatch(same)) same = Digits().Replace(same, "n");
            essence.AppendLine(Space().Replace(same, " ").Trim());
        }

        return essence.ToString();
    }

    private static List<WalkStep> StepsOf(string block)
    {
        var steps = new List<WalkStep>();
        foreach (var line in block.Split('\n', StringSplitOptions.None)[..^1])
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal)) steps.Add(new WalkStep(line[Prompt.Length..], ""));
            else steps[^1] = steps[^1] with { Printed = steps[^1].Printed + line + "\n" };
        }

        return steps;
    }

    private static string Processor() => System.IO.File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";

    [GeneratedRegex(@"(?<=\n)## A walk at the console\n.*?(?=\n## )", RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex("```console\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"Recorded on [^.]*\.")]
    private static partial Regex Recorded();

    [GeneratedRegex(@"akka\.tcp://|127\.0\.0\.1:\d")]
    private static partial Regex Address();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?Z|[0-9a-f]{12,64}|(?<=""traceId"":"")[^""]+")]
    private static partial Regex Changing();

    [GeneratedRegex(" +")]
    private static partial Regex Space();
}
