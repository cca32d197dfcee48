using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// What an item remembers of one buyer. Most buyers have a single order, which contains everything. A list of orders and an index of
/// keys exist only for buyers with several orders, or with further keys for one. The default value is an unknown buyer's account.
/// </summary>
public readonly record struct BuyerAccount
{
    internal BuyerAccount(OrderEntry only) => Only = only;

    internal BuyerAccount(ManyOrders many) => Many = many;

    /// <summary>Units held and owned.</summary>
    public int Units => Many?.Units ?? (Only is { IsActive: true } only ? only.Quantity : 0);

    /// <summary>Remembered orders, ended ones included; 1 or more in a committed state.</summary>
    public int OrderCount => Many?.OrderCount ?? (Only is null ? 0 : 1);

    /// <summary>The single order; null when there are several or none.</summary>
    internal OrderEntry? Only { get; }

    /// <summary>Several orders, or one with further keys; null otherwise.</summary>
    internal ManyOrders? Many { get; }

    /// <summary>How many remembered orders have ended.</summary>
    internal int EndedCount => OrderCount - ActiveCount;

    /// <summary>When the last of them ended, in milliseconds since 1970; means nothing when none has.</summary>
    internal long LastEndedAtMs => Many?.LastEndedAtMs ?? (Only is { IsActive: false } only ? only.SettledAtMs : 0);

    internal int ActiveCount => Many?.ActiveOrders.Count ?? (Only is { IsActive: true } ? 1 : 0);

    /// <summary>The active order that has this many older ones.</summary>
    internal long ActiveAt(int index) => Many?.ActiveOrders[index] ?? Only!.Sequence;

    /// <summary>The order that a key made or was answered with; null when none is remembered.</summary>
    internal long? FindKey(IdempotencyKey key) =>
        Many is not null ? Many.Keys.TryGetValue(key, out var sequence) ? sequence : null
        : Only is { } only && only.Key == key ? only.Sequence
        : null;

    /// <summary>Adds one more key for one of the orders.</summary>
    internal ManyOrders With(IdempotencyKey key, long sequence) => (Many ?? ManyOrders.None.With(Only!)).With(key, sequence);

    /// <summary>Adds one more order, newer than all others.</summary>
    internal ManyOrders With(OrderEntry order) => (Many ?? (Only is { } only ? ManyOrders.None.With(only) : ManyOrders.None)).With(order);
}
