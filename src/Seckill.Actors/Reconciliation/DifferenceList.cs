namespace Seckill.Actors.Reconciliation;

/// <summary>Differences of single orders: all are counted, and the first ones are kept.</summary>
public sealed class DifferenceList
{
    /// <summary>Most differences of one item that are kept, at about 300 bytes each.</summary>
    public const int KeptMax = 1_000;

    private readonly List<OrderDifference> _kept = [];

    /// <summary>All of them.</summary>
    public long Count { get; private set; }

    /// <summary>Whether some are about the orders table.</summary>
    public bool HasRows { get; private set; }

    /// <summary>The first ones, by the number of their order.</summary>
    public IReadOnlyList<OrderDifference> Kept => _kept;

    internal void Add(OrderDifference difference)
    {
        Count++;
        HasRows |= difference.IsOfRow;
        if (_kept.Count < KeptMax) _kept.Add(difference);
    }
}
