using Seckill.Cli.Node;
using Seckill.Operations.Palette;

namespace Seckill.Cli;

/// <summary>Help, as far as the console knows it, and what the node says of its commands.</summary>
internal static class HelpText
{
    private const string Own = """
        seckill                        a prompt with completion (Tab) and history (arrow up)
        seckill <command>              one command, such as: seckill item list
        seckill help [<group> [<name>]]
        seckill login [<name>]         an operator's token, from a node in Development

        --url <address>                the node to ask (SECKILL_URL; http://127.0.0.1:5080)
        --output table|json|csv
        --watch <seconds>              the command again and again, until Ctrl-C
        SECKILL_TOKEN                  an operator's token; without it, that of the last login

        Exit codes: 0 done, 1 found something wrong, 2 bad usage, 3 refused, 4 no answer or too busy (try again),
        5 no node there or cut off, 6 token not accepted, 7 output not written (the command may have been carried out),
        70 a fault of this console, 130 ended with Ctrl-C.
        """;

    /// <summary>Shows help about everything, a group, or a command.</summary>
    public static async Task<int> ShowAsync(NodeClient node, string[] about, TextWriter output, CancellationToken cancellation)
    {
        string[] names = [.. about.Where(word => !word.StartsWith('-')).Take(2)];
        if (names.Length == 0) await output.WriteLineAsync(Own).ConfigureAwait(false);
        var palette = await node.ReadPaletteAsync(cancellation).ConfigureAwait(false);
        return Show(palette, names, output);
    }

    /// <summary>Shows what the palette says.</summary>
    public static int Show(Palette palette, string[] names, TextWriter output)
    {
        var name = string.Join(' ', names);
        if (names.Length == 2 && palette.Commands.FirstOrDefault(command => command.Name == name) is { } one) return Show(one, output);
        PaletteCommand[] found = [.. palette.Commands.Where(command => names.Length == 0 || command.Name.Split(' ')[0] == names[0])];
        if (found.Length == 0 || names.Length == 2)
            throw new ConsoleFault(ExitCodes.BadUsage, $"The node has no '{name}'{Meant(palette, names)} 'seckill help' shows what it has.");
        var width = found.Max(command => command.Name.Length);
        output.WriteLine();
        output.WriteLine($"Commands of {palette.Node}:");
        foreach (var command in found) output.WriteLine($"  {command.Name.PadRight(width)}  {command.Description}");
        return ExitCodes.Done;
    }

    private static int Show(PaletteCommand command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine($"Usage: {command.Usage}");
        var width = command.Arguments.Select(argument => Shown(argument).Length).DefaultIfEmpty().Max();
        foreach (var argument in command.Arguments) output.WriteLine($"  {Shown(argument).PadRight(width)}  {Explained(argument)}");
        return ExitCodes.Done;
    }

    private static string Meant(Palette palette, string[] names)
    {
        var name = string.Join(' ', names);
        // The whole name first: a group may be right where only the second word is mistyped.
        var all = palette.Commands.Select(command => command.Name);
        var near = names.Length == 1 ? null
            : Suggestion.For(name, all.Where(one => one.StartsWith(names[0] + ' ', StringComparison.Ordinal))) ?? Suggestion.For(name, all);
        near ??= Suggestion.For(names[0], all.Select(one => one.Split(' ')[0]).Distinct());
        return near is null ? "." : $": did you mean '{near}'?";
    }

    private static string Shown(PaletteArgument argument) => string.Join(", ", argument.Switches.Reverse());

    private static string Explained(PaletteArgument argument)
    {
        var words = argument.Words.Count > 0 ? $" One of {string.Join(", ", argument.Words)}." : "";
        var normal = argument.Default is { } value ? $" {value} when left out." : argument.Required ? " Required." : "";
        return $"{argument.Description}{words}{normal}";
    }
}
