using System.Globalization;
using System.Text;
using Seckill.Testing;

namespace Seckill.Benchmarks.Report;

/// <summary>Writes the results: a page, a picture, and every single round.</summary>
internal static class ResultFiles
{
    private const string Page = "results.md";
    private const string Picture = "wins.svg";

    private static string Published => Path.Combine(HostProcess.RepositoryRoot, "tests", "Seckill.Benchmarks", "Results");

    public static async Task WriteAsync(Bench bench, string[] arguments)
    {
        var page = PageOf(bench.Results, await Machine.ReadAsync(), arguments);
        string[] directories = bench.Options.Publish ? [bench.Options.Out, Published] : [bench.Options.Out];
        foreach (var directory in directories)
        {
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(Path.Combine(directory, Page), page);
            if (bench.Results.Bars.Count > 0) await File.WriteAllTextAsync(Path.Combine(directory, Picture), Chart.Of(bench.Results.Bars));
            bench.Results.Say($"  results are in {Path.Combine(directory, Page)}");
        }

        await File.WriteAllLinesAsync(Path.Combine(bench.Options.Out, "rounds.csv"), ["scenario,what,round,value", .. bench.Results.Rounds]);
    }

    private static string PageOf(Results results, Machine machine, string[] arguments)
    {
        var page = new StringBuilder("# Benchmark results\n\n");
        var command = $"dotnet run -c Release --project tests/Seckill.Benchmarks {(arguments.Length > 0 ? "-- " : "")}{string.Join(' ', arguments)}".TrimEnd();
        page.Append(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, commit {machine.Commit}, `{command}`\n\n{machine.Description}\n\n");
        foreach (var failure in results.Failures) page.Append(CultureInfo.InvariantCulture, $"**Failed: {failure.ReplaceLineEndings(" ")}**\n\n");
        if (results.Bars.Count > 0) page.Append(CultureInfo.InvariantCulture, $"![Wins per second of all contenders]({Picture})\n\n");
        if (results.Goals.Count > 0)
        {
            var goals = results.Goals.Select(IReadOnlyList<string> (goal) => [goal.What, goal.Value, goal.Goal, goal.IsMet ? "yes" : "**no**"]);
            Append(page, new ResultTable("Goals", ["figure", "measured", "goal", "met"], [.. goals]));
        }

        foreach (var table in results.Tables) Append(page, table);
        return page.ToString().TrimEnd() + "\n";
    }

    private static void Append(StringBuilder page, ResultTable table)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {table.Title}\n\n");
        AppendRow(page, table.Head);
        AppendRow(page, [.. table.Head.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (var row in table.Rows) AppendRow(page, row);
        page.Append('\n');
    }

    private static void AppendRow(StringBuilder page, IReadOnlyList<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
