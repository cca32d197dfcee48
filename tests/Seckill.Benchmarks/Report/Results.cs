using System.Diagnostics;
using System.Globalization;

namespace Seckill.Benchmarks.Report;

/// <summary>A figure with the goal that it is held against.</summary>
internal sealed record GoalFigure(string What, string Value, string Goal, bool IsMet);

/// <summary>A table of one scenario.</summary>
internal sealed record ResultTable(string Title, IReadOnlyList<string> Head, List<IReadOnlyList<string>> Rows);

/// <summary>A bar of the picture.</summary>
internal sealed record Bar(string Label, double Median, double Min, double Max, bool IsOurs);

/// <summary>What a run of the benchmark found; everything is also said on the console when it is found.</summary>
internal sealed class Results
{
    private readonly long _began = Stopwatch.GetTimestamp();

    public List<GoalFigure> Goals { get; } = [];

    public List<ResultTable> Tables { get; } = [];

    public List<Bar> Bars { get; } = [];

    /// <summary>Every single round, as lines of <c>scenario,what,round,value</c>.</summary>
    public List<string> Rounds { get; } = [];

    public List<string> Failures { get; } = [];

    /// <summary>Tells whoever waits for the run, with the time since its start.</summary>
    public void Say(string what) => Console.WriteLine($@"{Stopwatch.GetElapsedTime(_began):h\:mm\:ss} {what}");

    /// <summary>Begins a table; the rows are added to it.</summary>
    public ResultTable Table(string title, params string[] head)
    {
        var table = new ResultTable(title, head, []);
        Tables.Add(table);
        return table;
    }

    /// <summary>Notes one round of one figure.</summary>
    public void Round(string scenario, string what, int round, double value)
    {
        Rounds.Add(string.Create(CultureInfo.InvariantCulture, $"{scenario},{what},{round},{value:G6}"));
        Say(string.Create(CultureInfo.InvariantCulture, $"  {scenario} round {round}: {what} {value:N1}"));
    }

    /// <summary>Holds a figure against a goal that is a least value.</summary>
    public void AtLeast(string what, double value, double goal, string unit) => Hold(what, value, goal, unit, value >= goal, "≥");

    /// <summary>Holds a figure against a goal that is a greatest value.</summary>
    public void AtMost(string what, double value, double goal, string unit) => Hold(what, value, goal, unit, value <= goal, "≤");

    private void Hold(string what, double value, double goal, string unit, bool isMet, string sign)
    {
        var figure = new GoalFigure(what, $"{Text.Of(value)} {unit}", $"{sign} {Text.Of(goal)} {unit}", isMet);
        Goals.Add(figure);
        Say($"  {figure.What}: {figure.Value} (goal {figure.Goal}: {(isMet ? "met" : "NOT met")})");
    }
}
