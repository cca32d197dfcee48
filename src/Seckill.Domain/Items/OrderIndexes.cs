using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// What an item looks its orders up by, built for a whole snapshot at once. A million orders have to be back within a second or
/// two: a sale stands still until its item has recovered.
/// </summary>
internal sealed record OrderIndexes(
    ImmutableDictionary<long, OrderEntry> BySequence,
    HashTrie<BuyerId, BuyerAccount> ByBuyer,
    ImmutableSortedSet<Deadline> ByDeadline)
{
    /// <summary>Indexes orders that are given by ascending sequence. The two large ones are built at the same time.</summary>
    public static OrderIndexes Of(IReadOnlyList<OrderEntry> orders)
    {
        var bySequence = ImmutableDictionary<long, OrderEntry>.Empty;
        var byBuyer = HashTrie<BuyerId, BuyerAccount>.Empty;
        Parallel.Invoke(
            () => byBuyer = IndexByBuyer(orders),
            () => bySequence = IndexBySequence(orders));
        return new OrderIndexes(bySequence, byBuyer, IndexByDeadline(orders));
    }

    private static ImmutableDictionary<long, OrderEntry> IndexBySequence(IReadOnlyList<OrderEntry> orders)
    {
        var index = ImmutableDictionary.CreateBuilder<long, OrderEntry>();
        foreach (var order in orders) index.Add(order.Sequence, order);
        return index.ToImmutable();
    }

    private static HashTrie<BuyerId, BuyerAccount> IndexByBuyer(IReadOnlyList<OrderEntry> orders)
    {
        var index = HashTrie<BuyerId, BuyerAccount>.Empty.ToBuilder();
        foreach (var order in orders)
            index[order.Buyer] = (index.TryGetValue(order.Buyer, out var known) ? known : BuyerAccount.Empty).With(order);
        return index.ToImmutable();
    }

    private static ImmutableSortedSet<Deadline> IndexByDeadline(IReadOnlyList<OrderEntry> orders)
    {
        var deadlines = new Dictionary<long, Deadline>();
        foreach (var order in orders)
        {
            if (order.Status != OrderStatus.Pending) continue;
            deadlines[order.PayBeforeMs] = deadlines.TryGetValue(order.PayBeforeMs, out var known)
                ? known with { Last = order.Sequence }
                : new Deadline(order.PayBeforeMs, order.Sequence, order.Sequence);
        }

        return [.. deadlines.Values];
    }
}
