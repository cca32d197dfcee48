namespace Seckill.Operations.Palette;

/// <summary>The arguments of a command, as given or by default.</summary>
public class ArgumentValues
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal ArgumentValues(IReadOnlyDictionary<string, object> values) => _values = values;

    /// <summary>The value of an argument that is required or has a default.</summary>
    /// <exception cref="KeyNotFoundException">The command does not declare it so.</exception>
    public T Get<T>(Argument<T> argument)
        where T : notnull => Find(argument, out var value)
            ? value
            : throw new KeyNotFoundException($"'{argument?.Name}' is neither required nor has a default: use {nameof(Find)}.");

    /// <summary>The value of an argument, if it is given or has a default.</summary>
    public bool Find<T>(Argument<T> argument, out T value)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(argument);
        var isGiven = _values.TryGetValue(argument.Name, out var read);
        value = isGiven ? (T)read! : default!;
        return isGiven;
    }

    /// <summary>The value of an argument; null when it is not given.</summary>
    public string? Find(Argument<string> argument) => Find(argument, out var text) ? text : null;

    /// <summary>Whether a flag is given.</summary>
    public bool Has(Argument<bool> flag) => Find(flag, out var isSet) && isSet;
}

/// <summary>What a handler gets: the arguments, who asks, and until when.</summary>
public sealed class CommandContext : ArgumentValues
{
    internal CommandContext(IReadOnlyDictionary<string, object> values, OperatorCall call, CancellationToken cancellation)
        : base(values) => (Call, Cancellation) = (call, cancellation);

    /// <summary>Who asks, and why.</summary>
    public OperatorCall Call { get; }

    /// <summary>Cancelled when nobody waits for the answer any more, and when the node stops.</summary>
    public CancellationToken Cancellation { get; }
}
