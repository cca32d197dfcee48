using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Seckill.Operations.Palette;

namespace Seckill.Host.Operators.Commands;

/// <summary>The palette, for consoles: they know no command themselves.</summary>
internal sealed record PaletteResource(
    [property: Description("The node that answers.")] string Node,
    [property: Description("In the order of their names.")] IReadOnlyList<CommandResource> Commands)
{
    public static PaletteResource Of(CommandPalette palette, string node) => new(node, [.. palette.Commands.Select(CommandResource.Of)]);
}

/// <summary>One command of the palette.</summary>
internal sealed record CommandResource(
    [property: Description("Two words, such as `item show`.")] string Name,
    string Description,
    [property: Description("How it is typed.")] string Usage,
    [property: Description("The role that it takes.")] string Who,
    IReadOnlyList<ArgumentResource> Arguments,
    [property: Description("The columns of its table; none when it only says lines.")] IReadOnlyList<string> Columns,
    [property: Description("Whether it changes something.")] bool Changes,
    [property: Description("Whether it can be read as a stream.")] bool Streams,
    [property: Description("Whether its stream goes on until the client ends it; then it can only be read as a stream.")] bool Endless)
{
    public static CommandResource Of(Command command) => new(
        command.FullName, command.Description, command.Usage, Access.Caller.OperatorRole, [.. command.AllArguments.Select(ArgumentResource.Of)],
        command.Columns, command.IsChange, command.Stream is not null, command.IsEndless);
}

/// <summary>One argument of a command.</summary>
internal sealed record ArgumentResource(
    string Name,
    string Description,
    [property: Description("`text`, `word`, `number`, `flag`, `time`, `item`, `order` or `buyer`.")] string Type,
    [property: Description("Its switches, the long one first.")] IReadOnlyList<string> Switches,
    [property: Description("Whether it may be given by its place, without a switch.")] bool Positional,
    bool Required,
    [property: Description("What holds when it is left out.")] string? Default,
    [property: Description("With the type `word`: the words.")] IReadOnlyList<string> Words,
    [property: Description("With the type `number`: the lowest.")] long? Minimum,
    [property: Description("With the type `number`: the highest.")] long? Maximum)
{
    public static ArgumentResource Of(Argument argument) => new(
        argument.Name, argument.Description, argument.Kind.ToString().ToLowerInvariant(), [.. argument.Switches], argument.IsPositional,
        argument.IsRequired, argument.Default, argument.Words, argument.Minimum, argument.Maximum);
}

/// <summary>A command as an operator types it.</summary>
internal sealed record CommandRequest
{
    [Description("The command with its arguments. Words are separated by spaces; quotes keep a word with spaces together.")]
    [Required]
    public string? Line { get; init; }
}

/// <summary>Everything that a command has to say.</summary>
internal sealed record CommandResultResource(
    IReadOnlyList<string> Columns,
    [property: Description("One cell for each column: a text, a number, true or false, an instant as text, or null.")]
    IReadOnlyList<ImmutableArray<Cell>> Rows,
    [property: Description("Lines of text, to be shown after the table.")] IReadOnlyList<string> Lines,
    [property: Description(
        "0: done. 1: it found something wrong. 3: refused, nothing was done. 4: no answer, or too busy; it may be given again. (2, bad usage, is a 400.)")]
    int ExitCode,
    [property: Description("With exit codes 3 and 4: the code that the HTTP contract has for the refusal.")] string? Code,
    [property: Description("Pass it as `--cursor` for the next page; null on the last.")] string? NextCursor)
{
    public static CommandResultResource Of(Command command, CommandResult result) => new(
        command.Columns, [.. result.Rows.Select(row => row.Cells)], result.Lines, (int)result.ExitCode, result.Refusal?.Code, result.NextCursor);
}

/// <summary>The last event of a command's stream.</summary>
internal sealed record CommandEndResource(int ExitCode, string? Code, string? Detail);
