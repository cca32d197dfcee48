namespace Seckill.Actors.Health;

/// <summary>
/// Counts how often in a row a part was not found although it should be there. The end of a part that ends before it was found is heard by
/// nobody. Looks are counted, not time, so that a machine that stands still for a while does not count against the part.
/// </summary>
internal sealed class MissedLooks
{
    /// <summary>At ten looks a second about 10 s: a hundred times what a singleton needs to start.</summary>
    public const int Max = 100;

    private int _count;

    /// <summary>Counts a look that has not found the part.</summary>
    /// <param name="isDue">Whether the part should be there; if not, counting starts anew.</param>
    /// <returns>Whether the part must have ended.</returns>
    public bool IsTooMany(bool isDue)
    {
        _count = isDue ? _count + 1 : 0;
        return _count >= Max;
    }
}
