using System.Globalization;
using Seckill.Domain.Shared;

namespace Seckill.Operations.Palette;

/// <summary>A line that is a command of the palette, with its arguments read.</summary>
public sealed class ParsedCommand
{
    /// <summary>Longest detail in the operations log, in characters.</summary>
    private const int DetailLengthMax = 200;

    private readonly IReadOnlyDictionary<string, object> _values;

    internal ParsedCommand(Command command, IReadOnlyDictionary<string, object> values) => (Command, _values) = (command, values);

    /// <summary>The command.</summary>
    public Command Command { get; }

    /// <summary>The item that it is about; null when it names none.</summary>
    internal ItemId? Item => _values.Values.OfType<ItemId>().Select(item => (ItemId?)item).FirstOrDefault();

    /// <summary>Its arguments as text, without the reason; null when there are none.</summary>
    internal string? Detail
    {
        get
        {
            var given = Command.Arguments
                .Where(argument => argument.Name != Arguments.Reason.Name && _values.ContainsKey(argument.Name))
                .Select(argument => (argument.IsPositional ? "" : $"--{argument.Name} ") + Convert.ToString(_values[argument.Name], CultureInfo.InvariantCulture));
            var text = string.Join(' ', given);
            return text.Length == 0 ? null : text.Length > DetailLengthMax ? text[..DetailLengthMax] : text;
        }
    }

    /// <summary>The call, with the reason that the line gives.</summary>
    internal OperatorCall CallOf(OperatorCall call) =>
        _values.TryGetValue(Arguments.Reason.Name, out var reason) ? call.Because((string)reason) : call;

    /// <summary>What its handler gets.</summary>
    internal CommandContext ContextOf(OperatorCall call, CancellationToken cancellation) => new(_values, CallOf(call), cancellation);
}

/// <summary>What became of a line.</summary>
/// <param name="Command">The command; null when the line is none.</param>
/// <param name="Fault">What is wrong with the line, with what was perhaps meant; null when it is a command.</param>
public sealed record Parsing(ParsedCommand? Command, string? Fault);
