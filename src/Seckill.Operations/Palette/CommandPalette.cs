using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Seckill.Operations.Palette;

/// <summary>Every command that there is, and how a line is read into one of them.</summary>
public sealed partial class CommandPalette
{
    private const int NameWords = 2;

    /// <summary>Names of options that consoles take for themselves, so that they do not reach a node.</summary>
    private static readonly string[] OfConsoles = ["url", "output", "watch", "help", "version"];

    private readonly TimeProvider _time;

    /// <summary>Collects the commands of all sources, and checks that they fit together.</summary>
    /// <exception cref="InvalidOperationException">A definition is wrong; the message names it.</exception>
    public CommandPalette(IEnumerable<ICommandSource> sources, TimeProvider time)
    {
        _time = time;
        Commands = [.. sources.SelectMany(source => source.Commands).OrderBy(command => command.FullName, StringComparer.Ordinal)];
        foreach (var command in Commands) Check(command, time.GetUtcNow());
        if (Commands.CountBy(command => command.FullName).FirstOrDefault(named => named.Value > 1).Key is { } twice)
            throw new InvalidOperationException($"'{twice}' is defined twice.");
    }

    /// <summary>The commands, in the order of their names.</summary>
    public ImmutableArray<Command> Commands { get; }

    /// <summary>Reads a line. Never throws, whatever the line is.</summary>
    public Parsing Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (LineSyntax.TrySplit(line, out var words) is { } fault) return Refuse(fault);
        return words.Count == 0 ? Refuse("The line is empty.") : Parse(words);
    }

    /// <summary>Reads words that are split already.</summary>
    public Parsing Parse(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var name = string.Join(' ', words.Take(NameWords));
        if (Commands.FirstOrDefault(command => command.FullName == name) is not { } command) return Refuse(NoCommand(words, name));
        var arguments = new ArgumentReader(command, _time.GetUtcNow());
        string[] given = [.. words.Skip(NameWords)];
        var fault = arguments.Read(given) ?? command.Check?.Invoke(new ArgumentValues(arguments.Values));
        var parsed = new ParsedCommand(command, arguments.Values);
        return fault is null ? new Parsing(parsed, null) : Refuse(fault) with { Misuse = new Misuse(parsed, given) };
    }

    private string NoCommand(IReadOnlyList<string> words, string name)
    {
        var group = words.Count == 0 ? "" : words[0];
        string[] ofGroup = [.. Commands.Where(command => command.Group == group).Select(command => command.Name)];
        if (ofGroup.Length > 0)
        {
            var known = $"'{group}' has {string.Join(", ", ofGroup)}";
            if (words.Count < NameWords) return $"'{group}' is only half a command: {known}.";
            return Suggestion.For(words[1], ofGroup) is { } near
                ? $"There is no command '{Shown(name)}': did you mean '{group} {near}'?"
                : $"There is no command '{Shown(name)}': {known}.";
        }

        var meant = Suggestion.For(name, Commands.Select(command => command.FullName))
            ?? Suggestion.For(group, Commands.Select(command => command.Group).Distinct());
        return meant is null
            ? $"There is no command '{Shown(name)}'. The groups are {string.Join(", ", Commands.Select(command => command.Group).Distinct())}."
            : $"There is no command '{Shown(name)}': did you mean '{meant}'?";
    }

    /// <summary>A refusal does not repeat a whole page.</summary>
    private static string Shown(string text) => text.Length > 64 ? $"{text.AsSpan(0, 64)}…" : text;

    private static Parsing Refuse(string fault) => new(null, fault);

    private static void Check(Command command, DateTimeOffset now)
    {
        Require(Name().IsMatch(command.Group) && Name().IsMatch(command.Name), "a name is lower case, with words joined by '-'");
        Require(command.Answer is null != (command.Stream is null), "it has either an answer or a stream");
        Require(!command.IsEndless || command.Stream is not null, "only a stream can be endless");
        Argument[] all = [.. command.AllArguments];
        Require(all.All(argument => Name().IsMatch(argument.Name)), "an argument's name is lower case, with words joined by '-'");
        Require(!all.Any(argument => OfConsoles.Contains(argument.Name)), "consoles have an option of that name themselves");
        Require(all.SelectMany(argument => argument.Switches).CountBy(text => text).All(text => text.Value == 1), "two arguments share a switch");
        Require(all.All(argument => argument.Default is null || argument.Read(argument.Default, now) is not null), "a default is no value");
        var places = all.Where(argument => argument.IsPositional).SkipWhile(argument => argument.IsRequired);
        Require(places.All(argument => !argument.IsRequired), "a required place comes after an optional one");

        void Require(bool holds, string rule)
        {
            if (!holds) throw new InvalidOperationException($"The command '{command.FullName}' is defined wrongly: {rule}.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Name();
}
