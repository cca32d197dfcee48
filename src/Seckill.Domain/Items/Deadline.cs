namespace Seckill.Domain.Items;

/// <summary>Orders of one batch, which fall due together. The first of them is pending; the others may have been settled.</summary>
/// <param name="PayBeforeMs">When.</param>
/// <param name="First">Lowest sequence.</param>
/// <param name="Last">Highest sequence.</param>
public readonly record struct Deadline(long PayBeforeMs, long First, long Last) : IComparable<Deadline>
{
    /// <summary>Earlier deadlines first; of one instant, earlier orders first.</summary>
    public int CompareTo(Deadline other)
    {
        var byTime = PayBeforeMs.CompareTo(other.PayBeforeMs);
        return byTime != 0 ? byTime : First.CompareTo(other.First);
    }

    /// <summary>
    /// Sequences of its pending orders, without the exceptions. A deadline restored from a snapshot may span orders of others, if the
    /// clock had gone back between them.
    /// </summary>
    internal IEnumerable<long> PendingAmong(Func<long, OrderStatus?> statusOf, Func<long, OrderEntry?> find, IReadOnlySet<long>? except = null)
    {
        for (var sequence = First; sequence <= Last; sequence++)
        {
            if (except?.Contains(sequence) == true) continue;
            // The status alone first: it is read without unpacking the order.
            if (statusOf(sequence) == OrderStatus.Pending && find(sequence) is { } order && order.PayBeforeMs == PayBeforeMs) yield return sequence;
        }
    }
}
