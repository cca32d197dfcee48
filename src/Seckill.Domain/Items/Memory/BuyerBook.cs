using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// All buyers with a remembered order; immutable. For a buyer with one order it keeps a hash and the order's sequence, because the order
/// already contains the name. Only buyers with several orders have an account of their own.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "What it is, not what it implements.")]
public sealed class BuyerBook : IReadOnlyDictionary<BuyerId, BuyerAccount>
{
    /// <summary>The orders in the index, which know their buyers.</summary>
    private readonly OrderPages _orders;

    internal BuyerBook(OrderPages orders, HashIndex single, HashTrie<BuyerId, ManyOrders> many) =>
        (_orders, Single, Many) = (orders, single, many);

    /// <summary>The book without buyers.</summary>
    public static BuyerBook Empty { get; } = new(OrderPages.Empty, HashIndex.Empty, HashTrie<BuyerId, ManyOrders>.Empty);

    /// <inheritdoc/>
    public int Count => Single.Count + Many.Count;

    /// <inheritdoc/>
    public IEnumerable<BuyerId> Keys => this.Select(buyer => buyer.Key);

    /// <inheritdoc/>
    public IEnumerable<BuyerAccount> Values => this.Select(buyer => buyer.Value);

    /// <summary>Every buyer's <see cref="BuyerId.StableHash"/>, in no order.</summary>
    public IEnumerable<ulong> StableHashes =>
        Single.Numbers.Select(sequence => _orders.BuyerHashOf(sequence)).Concat(Many.Keys.Select(buyer => buyer.StableHash));

    /// <summary>Buyers with one order: its sequence.</summary>
    internal HashIndex Single { get; }

    /// <summary>Buyers that do not fit into the index: several orders, further keys for the only order, or too high a sequence.</summary>
    internal HashTrie<BuyerId, ManyOrders> Many { get; }

    /// <inheritdoc/>
    public BuyerAccount this[BuyerId key] =>
        TryGetValue(key, out var account) ? account : throw new KeyNotFoundException($"Buyer {key} is not known.");

    /// <inheritdoc/>
    public bool ContainsKey(BuyerId key) => Single.Find(key.GetHashCode(), new Owner(_orders, key)) != 0 || Many.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(BuyerId key, out BuyerAccount value)
    {
        var sequence = Single.Find(key.GetHashCode(), new Owner(_orders, key));
        value = sequence != 0 ? new BuyerAccount(_orders[sequence])
            : Many.TryGetValue(key, out var many) ? new BuyerAccount(many)
            : default;
        return value.OrderCount != 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<BuyerId, BuyerAccount>> GetEnumerator()
    {
        foreach (var sequence in Single.Numbers)
        {
            var order = _orders[sequence];
            yield return KeyValuePair.Create(order.Buyer, new BuyerAccount(order));
        }

        foreach (var (buyer, many) in Many) yield return KeyValuePair.Create(buyer, new BuyerAccount(many));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private readonly struct Owner(OrderPages orders, BuyerId buyer) : INumberOwner
    {
        public bool Owns(uint number) => orders.IsOf(number, buyer);
    }
}
