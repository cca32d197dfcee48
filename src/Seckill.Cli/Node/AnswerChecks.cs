using System.Text.Json;
using Seckill.Cli.Rendering;

namespace Seckill.Cli.Node;

/// <summary>
/// Whether an answer is one of a node. Another service may stand at the address, and its JSON may have anything in it. What the types do
/// not say already is checked here, so that nothing behind has to expect it.
/// </summary>
internal static class AnswerChecks
{
    private const int ExitCodeMax = 255;

    /// <summary>The answer, if each row has a cell for each column.</summary>
    /// <exception cref="JsonException">It has not.</exception>
    public static Result Check(Result result)
    {
        CheckTexts(result.Columns);
        CheckTexts(result.Lines);
        foreach (var row in result.Rows) CheckRow(row, result.Columns.Count);
        CheckExitCode(result.ExitCode);
        return result with { ExitCode = ExitCodes.Of(result.ExitCode, result.Code) };
    }

    /// <summary>The end of a stream.</summary>
    public static StreamEnd Check(StreamEnd end)
    {
        CheckExitCode(end.ExitCode);
        return end with { ExitCode = ExitCodes.Of(end.ExitCode, end.Code) };
    }

    /// <summary>The names of columns.</summary>
    public static IReadOnlyList<string> CheckTexts(IReadOnlyList<string>? texts) =>
        texts is not null && texts.All(text => text is not null) ? texts : throw new JsonException("A text is missing.");

    /// <summary>A row with as many cells as there are columns.</summary>
    public static IReadOnlyList<JsonElement> CheckRow(IReadOnlyList<JsonElement>? row, int columns)
    {
        if (row?.Count != columns) throw new JsonException($"A row has {row?.Count ?? 0} cells for {columns} columns.");
        foreach (var cell in row) CheckCell(cell);
        return row;
    }

    /// <summary>A palette whose commands have two words. What it says is shown at many places, so it is made fit for a terminal here.</summary>
    public static Palette Check(Palette palette) => new(
        SafeText.Printable(palette.Node),
        [.. palette.Commands.Select(command => command is null ? throw new JsonException("A command is missing.") : Check(command))]);

    private static PaletteCommand Check(PaletteCommand command)
    {
        if (command.Name.Split(' ') is not [{ Length: > 0 }, { Length: > 0 }]) throw new JsonException("A command's name is not two words.");
        return command with
        {
            Name = SafeText.Printable(command.Name),
            Description = SafeText.Printable(command.Description),
            Usage = SafeText.Printable(command.Usage),
            Arguments = [.. command.Arguments.Select(one => one is null ? throw new JsonException("An argument is missing.") : Check(one))],
        };
    }

    private static PaletteArgument Check(PaletteArgument argument)
    {
        if (argument.Switches.Count == 0) throw new JsonException("An argument has no switch.");
        return argument with
        {
            Description = SafeText.Printable(argument.Description),
            Switches = [.. CheckTexts(argument.Switches).Select(SafeText.Printable)],
            Default = argument.Default is { } value ? SafeText.Printable(value) : null,
            Words = [.. CheckTexts(argument.Words).Select(SafeText.Printable)],
        };
    }

    /// <summary>JSON can escape half of a pair of surrogates, which is found out only where the text is needed.</summary>
    private static void CheckCell(JsonElement cell)
    {
        try
        {
            if (cell.ValueKind == JsonValueKind.String) _ = cell.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A cell is no text.");
        }

        if (cell.ValueKind is JsonValueKind.Array or JsonValueKind.Object or JsonValueKind.Undefined)
            throw new JsonException("A cell is no value.");
    }

    private static void CheckExitCode(int exitCode)
    {
        if (exitCode is < 0 or > ExitCodeMax) throw new JsonException($"{exitCode} is no exit code.");
    }
}
