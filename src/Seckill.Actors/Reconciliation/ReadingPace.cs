namespace Seckill.Actors.Reconciliation;

/// <summary>
/// Slows a reader down, so that it never takes more than a known share of the storage: at most so many rows a second, and after each page a
/// pause that is several times as long as the page took. A storage that is slow is thus left alone by itself.
/// </summary>
/// <param name="rowsPerSecond">Most rows a second, on average.</param>
/// <param name="time">The clock.</param>
public sealed class ReadingPace(int rowsPerSecond, TimeProvider time)
{
    /// <summary>How many times as long as a page took it pauses: it reads for a fifth of the time at most.</summary>
    private const int PausesPerPage = 4;

    /// <summary>Longest pause after a page, however long that took: a storage that answers at all is read on.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private long _since = time.GetTimestamp();

    /// <summary>Pauses after a page.</summary>
    /// <param name="rows">Rows on the page.</param>
    /// <param name="cancellation">Ends the pause.</param>
    public async ValueTask WaitAsync(int rows, CancellationToken cancellation)
    {
        var took = time.GetElapsedTime(_since);
        var wait = TimeSpan.FromSeconds((double)rows / rowsPerSecond) - took;
        if (wait < took * PausesPerPage) wait = took * PausesPerPage;
        if (wait > PauseMax) wait = PauseMax;
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
        _since = time.GetTimestamp();
    }
}
