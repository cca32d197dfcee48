using System.Collections.Immutable;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// The mutable remembered orders, and the deadlines of the pending ones. In a committed state the first order of every deadline is
/// pending. Therefore no deadline outlives its last pending order, there are never more deadlines than pending orders, and the soonest
/// is known without a search.
/// </summary>
internal sealed class OrderDraft(ItemState origin, OrderPages.Builder orders)
{
    private readonly ImmutableSortedSet<Deadline>.Builder _deadlines = origin.Deadlines.ToBuilder();
    private readonly List<Deadline> _outdated = [];
    private Deadline? _growing;

    public OrderEntry? Find(long sequence) => orders.Find(sequence);

    /// <summary>Adds a new pending order. Orders of one batch are due at the same time, so they extend one deadline.</summary>
    public void Open(OrderEntry order)
    {
        orders.Add(order);
        if (_growing is { } growing && growing.PayBeforeMs == order.PayBeforeMs)
        {
            _growing = growing with { Last = order.Sequence };
            return;
        }

        StopGrowing();
        _growing = new Deadline(order.PayBeforeMs, order.Sequence, order.Sequence);
    }

    /// <summary>Records that an order is no longer pending. Only the first order of a deadline moves the deadline.</summary>
    public void Settle(OrderEntry order)
    {
        orders.Set(order);
        StopGrowing();
        var firstOfIts = new Deadline(order.PayBeforeMs, order.Sequence, order.Sequence);
        if (_deadlines.TryGetValue(firstOfIts, out var deadline)) _outdated.Add(deadline);
    }

    /// <summary>Records a change of an order that was not pending before.</summary>
    public void Update(OrderEntry order) => orders.Set(order);

    public OrderEntry Forget(long sequence)
    {
        var order = orders.Find(sequence) ?? throw new InvalidOperationException($"Order {sequence} of {origin.Id} is not remembered.");
        orders.Remove(sequence);
        return order;
    }

    /// <summary>Sequences of pending orders that are due, soonest first. Orders reserved in this batch cannot be due yet.</summary>
    public IEnumerable<long> DueAt(DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        return _deadlines.TakeWhile(deadline => deadline.PayBeforeMs <= nowMs).SelectMany(PendingOf);
    }

    /// <summary>The deadlines of these orders.</summary>
    public ImmutableSortedSet<Deadline> ToDeadlines()
    {
        StopGrowing();
        foreach (var deadline in _outdated) MoveToFirstPending(deadline);
        return _deadlines.ToImmutable();
    }

    /// <summary>Skips orders that were settled before. Over its lifetime a deadline passes each of its orders once.</summary>
    private void MoveToFirstPending(Deadline deadline)
    {
        _deadlines.Remove(deadline);
        foreach (var first in PendingOf(deadline).Take(1)) _deadlines.Add(deadline with { First = first });
    }

    private IEnumerable<long> PendingOf(Deadline deadline) => deadline.PendingAmong(orders.StatusOf, orders.Find);

    private void StopGrowing()
    {
        if (_growing is { } growing) _deadlines.Add(growing);
        _growing = null;
    }
}
