using System.Globalization;

namespace Seckill.Domain.Shared;

/// <summary>
/// Identifies one order: <c>{itemId}-{sequence}</c>. It is unique, ordered within its item, contains the shard key, and needs no database.
/// </summary>
public readonly record struct OrderId
{
    /// <summary>The id of the item's <paramref name="sequence"/>-th order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is below 1.</exception>
    /// <exception cref="InvalidOperationException">The item is the default value, which is no id.</exception>
    public OrderId(ItemId item, long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        _ = item.Value;
        Item = item;
        Sequence = sequence;
    }

    /// <summary>The item that decided the order.</summary>
    public ItemId Item { get; }

    /// <summary>The order's place among all orders of its item, from 1 on, without gaps.</summary>
    public long Sequence { get; }

    /// <summary>Reads an id; false when the text is not one. Only the canonical form is accepted (no leading zeros).</summary>
    public static bool TryParse(string? text, out OrderId id)
    {
        id = default;
        var dash = text?.LastIndexOf('-') ?? -1;
        if (dash < 1 || dash + 1 >= text!.Length || text[dash + 1] == '0') return false;
        var number = text.AsSpan(dash + 1);
        // The number parser accepts trailing NUL characters.
        if (number.ContainsAnyExceptInRange('0', '9')) return false;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        if (!ItemId.TryParse(text[..dash], out var item)) return false;
        id = new OrderId(item, sequence);
        return true;
    }

    /// <summary>Reads an id that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not an order id.</exception>
    public static OrderId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("An order id is an item id, '-', and a number from 1 on.");

    /// <inheritdoc/>
    public override string ToString() => Sequence == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Item.Value}-{Sequence}");
}
