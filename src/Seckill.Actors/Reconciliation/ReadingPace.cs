namespace Seckill.Actors.Reconciliation;

/// <summary>
/// Slows a reader down, so that it never takes more than a known share of the storage and of the node: after each page a pause that is so
/// many times as long as the page took. A storage that is slow is thus left alone by itself.
/// </summary>
public sealed class ReadingPace
{
    /// <summary>Longest pause after a page, however long that took: a storage that answers at all is read on.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    /// <summary>Four pauses as long as a page: a fifth of the time.</summary>
    private const int Gently = 4;

    private readonly Func<int> _pausesPerPage;
    private readonly int _rowsPerSecond;
    private readonly TimeProvider _time;
    private long _since;

    private ReadingPace(Func<int> pausesPerPage, int rowsPerSecond, TimeProvider time)
    {
        (_pausesPerPage, _rowsPerSecond, _time) = (pausesPerPage, rowsPerSecond, time);
        _since = time.GetTimestamp();
    }

    /// <summary>For what nobody waits for: reads for a fifth of the time at most, and at most so many rows a second on average.</summary>
    /// <param name="rowsPerSecond">Most rows a second.</param>
    /// <param name="time">The clock.</param>
    public static ReadingPace InBackground(int rowsPerSecond, TimeProvider time) => new(() => Gently, rowsPerSecond, time);

    /// <summary>For an operator who waits: reads for half of the time at most, and while something sells for a fifth.</summary>
    /// <param name="isSelling">Whether something sells now.</param>
    /// <param name="time">The clock.</param>
    public static ReadingPace OnDemand(Func<bool> isSelling, TimeProvider time) => new(() => isSelling() ? Gently : 1, int.MaxValue, time);

    /// <summary>Begins a page: what went before it was somebody else's time.</summary>
    public void GoOn() => _since = _time.GetTimestamp();

    /// <summary>Pauses after a page.</summary>
    /// <param name="rows">Rows on the page.</param>
    /// <param name="cancellation">Ends the pause.</param>
    public async ValueTask WaitAsync(int rows, CancellationToken cancellation)
    {
        var took = _time.GetElapsedTime(_since);
        var wait = TimeSpan.FromSeconds((double)rows / _rowsPerSecond) - took;
        var rest = took * _pausesPerPage();
        if (wait < rest) wait = rest;
        if (wait > PauseMax) wait = PauseMax;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellation).ConfigureAwait(false);
        _since = _time.GetTimestamp();
    }
}
