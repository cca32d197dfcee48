using System.Collections.Immutable;
using System.Globalization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Operations.Palette;

/// <summary>Makes arguments. Each is made once and kept in a field, because a handler reads its value by it.</summary>
public static class Arguments
{
    /// <summary>An operator's reason; every command that changes something takes it.</summary>
    public static Argument<string> Reason { get; } = new(
        "reason", "Why, for the record: 1 to 200 characters on one line.", ArgumentKind.Text, "1 to 200 characters on one line",
        static (text, _) => (ItemLimits.IsReason(text), text));

    /// <summary>Any text on one line, up to 200 characters.</summary>
    public static Argument<string> Text(string name, string description) => new(
        name, description, ArgumentKind.Text, "1 to 200 characters on one line", static (text, _) => (ItemLimits.IsReason(text), text));

    /// <summary>One of a few words.</summary>
    public static Argument<string> Word(string name, string description, params ImmutableArray<string> words) =>
        new(name, description, ArgumentKind.Word, "", static (text, _) => (true, text)) { Words = words };

    /// <summary>A whole number within bounds.</summary>
    public static Argument<long> Number(string name, string description, long minimum, long maximum) => new(
        name, description, ArgumentKind.Number, "",
        static (text, _) => (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), number))
    {
        Minimum = minimum,
        Maximum = maximum,
    };

    /// <summary>Given or not.</summary>
    public static Argument<bool> Flag(string name, string description) => new(
        name, description, ArgumentKind.Flag, "true or false", static (text, _) => (bool.TryParse(text, out var flag), flag));

    /// <summary>An instant.</summary>
    public static Argument<DateTimeOffset> Time(string name, string description) => new(
        name, description, ArgumentKind.Time, "a time such as 2026-11-11T10:00:00Z, now, +5m or -2h", Instants.Read);

    /// <summary>An item.</summary>
    public static Argument<ItemId> Item(string description = "The item.") => new(
        "item", description, ArgumentKind.Item, "1 to 64 characters of a-z, 0-9 and '-', not starting with '-'",
        static (text, _) => (ItemId.TryParse(text, out var item), item))
    {
        Letter = 'i',
    };

    /// <summary>An order.</summary>
    public static Argument<OrderId> Order(string description = "The order.") => new(
        "order", description, ArgumentKind.Order, "an item id, '-', and a number from 1 on",
        static (text, _) => (OrderId.TryParse(text, out var order), order))
    {
        Letter = 'o',
    };

    /// <summary>A buyer.</summary>
    public static Argument<BuyerId> Buyer(string description = "The buyer.") => new(
        "buyer", description, ArgumentKind.Buyer, "1 to 64 visible ASCII characters",
        static (text, _) => (BuyerId.TryParse(text, out var buyer), buyer))
    {
        Letter = 'b',
    };

    /// <summary>The length of a page.</summary>
    public static Argument<long> Limit(long normal, long maximum) =>
        Number("limit", "Rows on a page.", 1, maximum) with { Default = normal.ToString(CultureInfo.InvariantCulture), Letter = 'l' };

    /// <summary>The beginning of a page.</summary>
    public static Argument<string> Cursor() => Text("cursor", "Where the page before ended, as that page said it.");

    /// <summary>The argument, given by its place if wanted, and required.</summary>
    public static Argument<T> First<T>(this Argument<T> argument)
        where T : notnull => argument with { IsPositional = true, IsRequired = true };

    /// <summary>The argument, given by its place if wanted.</summary>
    public static Argument<T> Optional<T>(this Argument<T> argument)
        where T : notnull => argument with { IsPositional = true };

    /// <summary>The argument, required by its switch.</summary>
    public static Argument<T> Required<T>(this Argument<T> argument)
        where T : notnull => argument with { IsRequired = true };
}
