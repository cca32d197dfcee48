namespace Seckill.Operations.Palette;

/// <summary>The type of an argument's value, as the palette tells it to consoles.</summary>
public enum ArgumentKind
{
    /// <summary>Any text on one line.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Given or not; it takes no value.</summary>
    Flag,

    /// <summary>An instant: RFC 3339, <c>now</c>, or relative to now as in <c>+90s</c>, <c>+5m</c>, <c>-2h</c>, <c>+1d</c>.</summary>
    Time,

    /// <summary>The id of an item.</summary>
    Item,

    /// <summary>The id of an order.</summary>
    Order,

    /// <summary>The id of a buyer.</summary>
    Buyer,
}
