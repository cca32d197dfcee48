using Seckill.Domain.Items.Memory;

namespace Seckill.Domain.Items;

/// <summary>Orders of one batch, which are due at the same time. The first of them is pending; the others may have been settled.</summary>
/// <param name="PayBeforeMs">When they are due.</param>
/// <param name="First">Lowest sequence.</param>
/// <param name="Last">Highest sequence.</param>
public readonly record struct Deadline(long PayBeforeMs, long First, long Last) : IComparable<Deadline>
{
    /// <summary>Earlier deadlines first; at the same instant, earlier orders first.</summary>
    public int CompareTo(Deadline other)
    {
        var byTime = PayBeforeMs.CompareTo(other.PayBeforeMs);
        return byTime != 0 ? byTime : First.CompareTo(other.First);
    }

    /// <summary>
    /// Sequences of its pending orders, without the exceptions. A deadline restored from a snapshot may span orders of other deadlines, if
    /// the clock was set back between them.
    /// </summary>
    internal IEnumerable<long> PendingAmong(Func<long, OrderStatus?> statusOf, Func<long, OrderEntry?> find, IReadOnlySet<long>? except = null)
    {
        for (var sequence = First; sequence <= Last; sequence++)
        {
            if (except?.Contains(sequence) == true) continue;
            // Check the status first: reading it does not unpack the order.
            if (statusOf(sequence) == OrderStatus.Pending && find(sequence) is { } order && order.PayBeforeMs == PayBeforeMs) yield return sequence;
        }
    }
}
