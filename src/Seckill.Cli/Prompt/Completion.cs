using Seckill.Cli.Node;

namespace Seckill.Cli.Prompt;

/// <summary>Completes a line from the palette: groups, names, switches and the words that an argument allows.</summary>
internal sealed class Completion(Palette palette)
{
    /// <summary>What the last word of the text may become, in order. An empty last word may become anything that fits there.</summary>
    public IReadOnlyList<string> Find(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isOpen = text.Length == 0 || text[^1] == ' ';
        var last = isOpen || words.Length == 0 ? "" : words[^1];
        string[] before = isOpen ? words : words[..^1];
        return [.. Candidates(before).Where(candidate => candidate.StartsWith(last, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Candidates(string[] before) => before switch
    {
        [] => palette.Commands.Select(command => command.Name.Split(' ')[0]).Append("help").Append("exit"),
        ["help", .. var rest] => Candidates(rest),
        [var group] => palette.Commands.Select(command => command.Name.Split(' ')).Where(name => name[0] == group).Select(name => name[1]),
        _ => CandidatesOf(palette.Commands.FirstOrDefault(command => command.Name == $"{before[0]} {before[1]}"), before[2..]),
    };

    private static IEnumerable<string> CandidatesOf(PaletteCommand? command, string[] given)
    {
        if (command is null) return [];
        var awaited = given.Length > 0
            ? command.Arguments.FirstOrDefault(argument => argument.Type != "flag" && argument.Switches.Contains(given[^1]))
            : null;
        if (awaited is not null) return awaited.Words;
        var places = command.Arguments.Where(argument => argument.Positional).Skip(given.Count(word => !word.StartsWith('-'))).Take(1);
        return command.Arguments.Where(argument => !argument.Switches.Any(given.Contains)).Select(argument => argument.Switches[0])
            .Concat(places.SelectMany(argument => argument.Words));
    }
}
