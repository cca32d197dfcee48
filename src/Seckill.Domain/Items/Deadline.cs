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
}
