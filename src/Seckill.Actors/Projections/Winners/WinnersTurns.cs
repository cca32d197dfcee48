namespace Seckill.Actors.Projections.Winners;

/// <summary>Bounds the exports that run on this node at once: each reads a whole table and a whole ledger.</summary>
public sealed class WinnersTurns
{
    /// <summary>Exports at once.</summary>
    public const int AtOnceMax = 2;

    private int _running;

    /// <summary>Takes a turn, which must be returned; false when there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _running) <= AtOnceMax) return true;
        Return();
        return false;
    }

    /// <summary>Returns a turn.</summary>
    public void Return() => Interlocked.Decrement(ref _running);
}
