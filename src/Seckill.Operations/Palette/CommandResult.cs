using System.Collections.Immutable;

namespace Seckill.Operations.Palette;

/// <summary>Everything that a command has to say.</summary>
public sealed record CommandResult
{
    /// <summary>Rows of the command's table.</summary>
    public ImmutableArray<Output.Row> Rows { get; init; } = [];

    /// <summary>Lines of text, shown after the table.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>How it ended.</summary>
    public ExitCode ExitCode { get; init; }

    /// <summary>Whether everything was as wanted already, so that the command has changed nothing.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>What the operations log says of a change instead of the arguments; null when they say it all.</summary>
    public string? Detail { get; init; }

    /// <summary>Why it was refused; null unless it was.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What to pass as <c>--cursor</c> for the next page; null on the last, and where there are no pages.</summary>
    public string? NextCursor { get; init; }

    /// <summary>A table.</summary>
    public static CommandResult Table(IEnumerable<Output.Row> rows, string? nextCursor = null) =>
        new() { Rows = [.. rows], NextCursor = nextCursor };

    /// <summary>Lines of text.</summary>
    public static CommandResult Said(params ImmutableArray<string> lines) => new() { Lines = lines };

    /// <summary>A refusal; its detail is the only line.</summary>
    public static CommandResult Refused(Refusal refusal)
    {
        var end = Output.End.Refused(refusal);
        return new CommandResult { ExitCode = end.ExitCode, Refusal = end.Refusal, Lines = [refusal.Detail] };
    }
}
