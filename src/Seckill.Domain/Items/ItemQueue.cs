namespace Seckill.Domain.Items;

/// <summary>Whether buyers queue for an item. Numbers are stored: never renumber.</summary>
public enum ItemQueue
{
    /// <summary>Whoever comes first buys first.</summary>
    None = 0,

    /// <summary>A waiting room hands out the tickets.</summary>
    Open = 1,
}

/// <summary>Names of <see cref="ItemQueue"/>, as the HTTP contract has them.</summary>
public static class ItemQueueNames
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<ItemQueue>().Select(Of)];

    /// <summary>The name of a value.</summary>
    public static string Of(ItemQueue queue) => queue switch
    {
        ItemQueue.None => "none",
        ItemQueue.Open => "open",
        _ => throw new ArgumentOutOfRangeException(nameof(queue), queue, "A queue without a name."),
    };

    /// <summary>Reads a name; null when it is none.</summary>
    public static ItemQueue? TryParse(string? name) => name switch
    {
        "none" => ItemQueue.None,
        "open" => ItemQueue.Open,
        _ => null,
    };
}
