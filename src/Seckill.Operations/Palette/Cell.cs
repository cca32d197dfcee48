using System.Globalization;

namespace Seckill.Operations.Palette;

/// <summary>What a cell holds, so that each door can write it in its own way.</summary>
public enum CellKind
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number of any size.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>An instant.</summary>
    Time,
}

/// <summary>One value of a row. Implicit conversions keep the rows of a command readable: <c>[id, stock.Available, now]</c>.</summary>
public readonly record struct Cell
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private Cell(CellKind kind, string? text) => (Kind, Text) = (kind, text ?? "");

    /// <summary>A cell that holds nothing.</summary>
    public static Cell Empty { get; }

    /// <summary>What it holds.</summary>
    public CellKind Kind { get; }

    /// <summary>The value as text: numbers in digits, times in RFC 3339 with milliseconds, flags as <c>true</c> or <c>false</c>.</summary>
    public string Text { get => field ?? ""; }

    /// <summary>A text; null is an empty cell.</summary>
    public static Cell Of(string? text) => text is null ? Empty : new(CellKind.Text, text);

    /// <summary>A number; null is an empty cell.</summary>
    public static Cell Of(Int128? number) => number is { } known ? new(CellKind.Number, known.ToString(CultureInfo.InvariantCulture)) : Empty;

    /// <summary>Yes or no.</summary>
    public static Cell Of(bool flag) => new(CellKind.Flag, flag ? "true" : "false");

    /// <summary>An instant; null is an empty cell.</summary>
    public static Cell Of(DateTimeOffset? time) =>
        time is { } known ? new(CellKind.Time, known.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)) : Empty;

#pragma warning disable CA2225 // The named alternatives are the overloads of Of.
    /// <inheritdoc cref="Of(string?)"/>
    public static implicit operator Cell(string? text) => Of(text);

    /// <inheritdoc cref="Of(Int128?)"/>
    public static implicit operator Cell(long number) => Of(number);

    /// <inheritdoc cref="Of(Int128?)"/>
    public static implicit operator Cell(long? number) => Of(number);

    /// <inheritdoc cref="Of(Int128?)"/>
    public static implicit operator Cell(Int128 number) => Of(number);

    /// <inheritdoc cref="Of(bool)"/>
    public static implicit operator Cell(bool flag) => Of(flag);

    /// <inheritdoc cref="Of(DateTimeOffset?)"/>
    public static implicit operator Cell(DateTimeOffset time) => Of((DateTimeOffset?)time);

    /// <inheritdoc cref="Of(DateTimeOffset?)"/>
    public static implicit operator Cell(DateTimeOffset? time) => Of(time);
#pragma warning restore CA2225

    /// <inheritdoc/>
    public override string ToString() => Text;
}
