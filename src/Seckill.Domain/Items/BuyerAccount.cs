using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// What an item remembers of one buyer. Most have a single order, which says everything itself; a list and an index of keys are kept
/// only for those with several orders, or with further keys for one. The default value is the account of somebody unknown.
/// </summary>
public readonly record struct BuyerAccount
{
    private readonly ManyOrders? _many;

    internal BuyerAccount(OrderEntry only) => Only = only;

    internal BuyerAccount(ManyOrders many) => _many = many;

    /// <summary>Units held and owned.</summary>
    public int Units => _many?.Units ?? (Only is { IsActive: true } only ? only.Quantity : 0);

    /// <summary>Remembered orders, ended ones included; 1 or more in a committed state.</summary>
    public int OrderCount => _many?.OrderCount ?? (Only is null ? 0 : 1);

    /// <summary>Sequences of the orders that hold or own units, oldest first.</summary>
    public IReadOnlyList<long> ActiveOrders => _many?.ActiveOrders ?? (Only is { IsActive: true } only ? [only.Sequence] : []);

    /// <summary>The buyer's remembered orders by idempotency key. Keys of different buyers never meet.</summary>
    public IReadOnlyDictionary<IdempotencyKey, long> Keys =>
        _many?.Keys ?? (Only?.Key is { } key
            ? ImmutableDictionary<IdempotencyKey, long>.Empty.Add(key, Only.Sequence)
            : ImmutableDictionary<IdempotencyKey, long>.Empty);

    /// <summary>The single order; null when there are several or none.</summary>
    internal OrderEntry? Only { get; }

    internal int ActiveCount => _many?.ActiveOrders.Count ?? (Only is { IsActive: true } ? 1 : 0);

    /// <summary>The active order with so many older ones.</summary>
    internal long ActiveAt(int index) => _many?.ActiveOrders[index] ?? Only!.Sequence;

    /// <summary>The order that a key made or was answered with; null when none is remembered.</summary>
    internal long? FindKey(IdempotencyKey key) =>
        _many is not null ? _many.Keys.TryGetValue(key, out var sequence) ? sequence : null
        : Only is { } only && only.Key == key ? only.Sequence
        : null;

    /// <summary>With one more key for one of the orders.</summary>
    internal ManyOrders With(IdempotencyKey key, long sequence) => (_many ?? ManyOrders.None.With(Only!)).With(key, sequence);

    /// <summary>With one more order, newer than all others.</summary>
    internal ManyOrders With(OrderEntry order) => (_many ?? (Only is { } only ? ManyOrders.None.With(only) : ManyOrders.None)).With(order);
}
