namespace Seckill.Operations.Palette;

/// <summary>Reads the words after a command's name into the values of its arguments.</summary>
internal sealed class ArgumentReader(Command command, DateTimeOffset now)
{
    private readonly Argument[] _all = [.. command.AllArguments];
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>The values read so far, by the names of their arguments.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>Reads everything. Returns the first fault; null when there is none.</summary>
    public string? Read(IReadOnlyList<string> words)
    {
        var (switchesEnd, places) = (false, new List<string>());
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            if (word == "--" && !switchesEnd) switchesEnd = true;
            else if (switchesEnd || !IsSwitch(word)) places.Add(word);
            else if (ReadSwitch(words, ref at) is { } fault) return fault;
        }

        // Only now: what a switch has given, wherever it stands, needs no place any more.
        foreach (var place in places)
        {
            if (ReadPlace(place) is { } fault) return fault;
        }

        return FillIn();
    }

    /// <summary>A number below zero, and a time before now, are values.</summary>
    private static bool IsSwitch(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private string? ReadSwitch(IReadOnlyList<string> words, ref int at)
    {
        var equals = words[at].IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? words[at] : words[at][..equals];
        if (Array.Find(_all, argument => argument.Switches.Contains(name)) is not { } argument) return UnknownSwitch(name);
        if (equals >= 0) return Take(argument, words[at][(equals + 1)..]);
        if (argument.Kind == ArgumentKind.Flag) return Take(argument, bool.TrueString);
        return ++at < words.Count ? Take(argument, words[at]) : $"{name} needs a value: {argument.Wanted}.";
    }

    private string? ReadPlace(string word)
    {
        var next = _all.FirstOrDefault(argument => argument.IsPositional && !_values.ContainsKey(argument.Name));
        if (next is not null) return Take(next, word);
        return $"'{word}' is one word too many. Usage: {command.Usage}";
    }

    private string? Take(Argument argument, string text)
    {
        if (argument.Read(text, now) is not { } value) return $"'{text}' is no {argument.Name}: {argument.Wanted}.";
        return _values.TryAdd(argument.Name, value) ? null : $"'{argument.Name}' is given more than once.";
    }

    private string? FillIn()
    {
        foreach (var argument in _all.Where(argument => !_values.ContainsKey(argument.Name)))
        {
            if (argument.Default is { } normal) _values.Add(argument.Name, argument.Read(normal, now)!);
            else if (argument.IsRequired) return $"'{argument.Name}' is missing. Usage: {command.Usage}";
        }

        return null;
    }

    private string UnknownSwitch(string name)
    {
        var meant = Suggestion.For(name, _all.SelectMany(argument => argument.Switches));
        return meant is null
            ? $"'{command.FullName}' has no '{name}'. Usage: {command.Usage}"
            : $"'{command.FullName}' has no '{name}': did you mean '{meant}'?";
    }
}
