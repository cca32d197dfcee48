using System.Collections.Immutable;

namespace Seckill.Operations.Palette;

/// <summary>
/// An argument of a command. It is given by its switch (<c>--item phone</c>, <c>-i phone</c>, <c>--item=phone</c>), or by its place if it
/// is positional.
/// </summary>
public abstract record Argument
{
    private protected Argument(string name, string description, ArgumentKind kind) =>
        (Name, Description, Kind) = (name, description, kind);

    /// <summary>The name: lower case, words joined by <c>-</c>. The long switch is <c>--</c> and the name.</summary>
    public string Name { get; }

    /// <summary>What it is for, as a sentence.</summary>
    public string Description { get; init; }

    /// <summary>The type of its value.</summary>
    public ArgumentKind Kind { get; }

    /// <summary>The letter of the short switch, as in <c>-i</c>; null when there is none.</summary>
    public char? Letter { get; init; }

    /// <summary>Whether it may be given by its place.</summary>
    public bool IsPositional { get; init; }

    /// <summary>Whether the command cannot do without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What holds when it is not given, as it would be typed; null when nothing does.</summary>
    public string? Default { get; init; }

    /// <summary>With <see cref="ArgumentKind.Word"/>: the words.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>With <see cref="ArgumentKind.Number"/>: the lowest.</summary>
    public long? Minimum { get; init; }

    /// <summary>With <see cref="ArgumentKind.Number"/>: the highest.</summary>
    public long? Maximum { get; init; }

    /// <summary>The switches, long one first.</summary>
    public IEnumerable<string> Switches => Letter is { } letter ? [$"--{Name}", $"-{letter}"] : [$"--{Name}"];

    /// <summary>Reads a value. Null when the text is not one.</summary>
    internal abstract object? Read(string text, DateTimeOffset now);

    /// <summary>What a value looks like, for refusals.</summary>
    internal abstract string Wanted { get; }
}

/// <summary>An argument whose value is a <typeparamref name="T"/>.</summary>
public sealed record Argument<T> : Argument
    where T : notnull
{
    private readonly Func<string, DateTimeOffset, (bool IsValid, T Value)> _read;
    private readonly string _wanted;

    internal Argument(
        string name, string description, ArgumentKind kind, string wanted, Func<string, DateTimeOffset, (bool IsValid, T Value)> read)
        : base(name, description, kind) => (_read, _wanted) = (read, wanted);

    internal override string Wanted => Kind switch
    {
        ArgumentKind.Word => string.Join(", ", Words),
        ArgumentKind.Number when Minimum is not null || Maximum is not null =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from {Minimum:N0} to {Maximum:N0}"),
        _ => _wanted,
    };

    internal override object? Read(string text, DateTimeOffset now)
    {
        if (Kind == ArgumentKind.Word && !Words.Contains(text)) return null;
        var (isValid, value) = _read(text, now);
        if (!isValid || (value is long number && (number < Minimum || number > Maximum))) return null;
        return value;
    }
}
