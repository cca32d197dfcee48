using Seckill.Cli.Node;

namespace Seckill.Cli.Rendering;

/// <summary>What is said besides the rows, on the error stream.</summary>
internal sealed class Asides(TextWriter errors)
{
    /// <summary>The lines of an answer, and how to go on. With a code they are a refusal.</summary>
    public void Show(Result result)
    {
        foreach (var line in result.Lines) Line(result.Code is null ? line : $"{result.Code}: {line}");
        ShowNext(result);
    }

    /// <summary>How to have the next page.</summary>
    public void ShowNext(Result result)
    {
        if (result.NextCursor is { } next) Line($"More follow: --cursor {next}");
    }

    /// <summary>Why a stream has ended.</summary>
    public void End(StreamEnd end)
    {
        if (end.Detail is { } detail) Line($"{end.Code}: {detail}");
    }

    /// <summary>A line.</summary>
    public void Line(string text) => errors.WriteLine(SafeText.Printable(text));
}
