namespace Seckill.Operations.Palette;

/// <summary>A bounded number of places.</summary>
internal sealed class Seats(int max)
{
    private int _taken;

    /// <summary>Number of places taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place; null when there is none. Disposing it gives it back, once.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= max) return new Seat(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Seat(Seats seats) : IDisposable
    {
        private int _isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) == 0) Interlocked.Decrement(ref seats._taken);
        }
    }
}
