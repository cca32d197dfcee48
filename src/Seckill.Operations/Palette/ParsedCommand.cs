using System.Globalization;
using Seckill.Domain.Shared;

namespace Seckill.Operations.Palette;

/// <summary>A line that is a command of the palette, with its arguments read.</summary>
public sealed class ParsedCommand
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal ParsedCommand(Command command, IReadOnlyDictionary<string, object> values) => (Command, _values) = (command, values);

    /// <summary>The command.</summary>
    public Command Command { get; }

    /// <summary>The item that it is about; null when it names none.</summary>
    internal ItemId? Item => _values.Values
        .Select(value => value is ItemId item ? item : value is OrderId order ? order.Item : (ItemId?)null)
        .FirstOrDefault(item => item is not null);

    /// <summary>Its arguments as text, without the reason; null when there are none.</summary>
    internal string? Detail
    {
        get
        {
            var given = Command.Arguments
                .Where(argument => argument.Name != Arguments.Reason.Name && _values.ContainsKey(argument.Name))
                .Select(argument => (argument.IsPositional ? "" : $"--{argument.Name} ") + TextOf(_values[argument.Name]));
            return DetailOf(given);
        }
    }

    /// <summary>Words as the operations log has them; null when there are none.</summary>
    internal static string? DetailOf(IEnumerable<string> words) => string.Join(' ', words) is { Length: > 0 } text ? text : null;

    /// <summary>The call, with the reason that the line gives.</summary>
    internal OperatorCall CallOf(OperatorCall call) =>
        _values.TryGetValue(Arguments.Reason.Name, out var reason) ? call.Because((string)reason) : call;

    /// <summary>What its handler gets.</summary>
    internal CommandContext ContextOf(OperatorCall call, CancellationToken cancellation) => new(_values, CallOf(call), cancellation);

    /// <summary>A value as it would be typed.</summary>
    private static string? TextOf(object value) => value is DateTimeOffset time
        ? Cell.Of(time).Text
        : Convert.ToString(value, CultureInfo.InvariantCulture);
}

/// <summary>What became of a line.</summary>
/// <param name="Command">The command; null when the line is none.</param>
/// <param name="Fault">What is wrong with the line, with what was perhaps meant; null when it is a command.</param>
public sealed record Parsing(ParsedCommand? Command, string? Fault)
{
    /// <summary>The command that was meant, when only its arguments are wrong.</summary>
    internal Misuse? Misuse { get; init; }
}

/// <summary>A command whose arguments are wrong.</summary>
/// <param name="Command">The command, with those arguments that could be read.</param>
/// <param name="Words">The words after its name, as they were typed.</param>
internal sealed record Misuse(ParsedCommand Command, IReadOnlyList<string> Words);
