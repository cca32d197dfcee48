using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>A mutable book of buyers for one batch. It identifies them by the orders of the same batch.</summary>
internal sealed class BuyerDraft(BuyerBook origin, OrderPages.Builder orders)
{
    private readonly HashIndex.Builder _single = origin.Single.ToBuilder();
    private readonly HashTrie<BuyerId, ManyOrders>.Builder _many = origin.Many.ToBuilder();

    /// <summary>A buyer's account; empty for an unknown buyer.</summary>
    public BuyerAccount Find(BuyerId buyer)
    {
        var sequence = _single.Find(buyer.GetHashCode(), new Owner(orders, buyer));
        if (sequence != 0) return new BuyerAccount(orders.Find(sequence)!);
        return FindMany(buyer) is { } many ? new BuyerAccount(many) : default;
    }

    /// <summary>Adds an order, possibly an ended one, that is newer than all others of its buyer.</summary>
    /// <param name="order">The order.</param>
    /// <param name="account">What <see cref="Find"/> returns for its buyer without it.</param>
    public void Add(OrderEntry order, BuyerAccount account)
    {
        if (account.OrderCount == 0 && order.Sequence is >= 1 and <= uint.MaxValue)
        {
            _single.Add(order.Buyer.GetHashCode(), (uint)order.Sequence);
            return;
        }

        if (account.Only is { } only) _single.Remove(order.Buyer.GetHashCode(), (uint)only.Sequence);
        _many[order.Buyer] = account.With(order);
    }

    /// <summary>Adds a key that was answered with a remembered order.</summary>
    public void AddKey(OrderEntry order, IdempotencyKey key)
    {
        var account = Find(order.Buyer);
        if (account.Only is { } only) _single.Remove(order.Buyer.GetHashCode(), (uint)only.Sequence);
        _many[order.Buyer] = account.With(key, order.Sequence);
    }

    /// <summary>Records that an active order has ended. For a buyer's single order, its own status is enough.</summary>
    public void End(OrderEntry order, long atMs)
    {
        if (FindMany(order.Buyer) is { } many) _many[order.Buyer] = many.End(order, atMs);
    }

    /// <summary>Forgets an ended order and the further keys that it answered.</summary>
    public void Forget(OrderEntry order, ImmutableArray<IdempotencyKey> furtherKeys)
    {
        if (FindMany(order.Buyer) is not { } many)
        {
            _single.Remove(order.Buyer.GetHashCode(), (uint)order.Sequence);
            return;
        }

        var rest = many.Forget(order, furtherKeys);
        if (rest.OrderCount == 0) _many.Remove(order.Buyer);
        else _many[order.Buyer] = rest;
    }

    /// <summary>The buyers of these orders.</summary>
    public BuyerBook ToImmutable(OrderPages committed) => new(committed, _single.ToImmutable(), _many.ToImmutable());

    private ManyOrders? FindMany(BuyerId buyer) => _many.Count > 0 && _many.TryGetValue(buyer, out var many) ? many : null;

    private readonly struct Owner(OrderPages.Builder orders, BuyerId buyer) : INumberOwner
    {
        public bool Owns(uint number) => orders.IsOf(number, buyer);
    }
}
