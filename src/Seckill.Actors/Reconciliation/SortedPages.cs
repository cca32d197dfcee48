namespace Seckill.Actors.Reconciliation;

/// <summary>Reads something page by page, in the order of its numbers, with one page in memory.</summary>
/// <param name="read">Reads the page after a row; the first one after null. A page that is not full is the last.</param>
/// <param name="sequenceOf">The number of a row.</param>
/// <param name="pageSize">Rows on a full page.</param>
internal sealed class SortedPages<T>(Func<T?, Task<IReadOnlyList<T>>> read, Func<T, long> sequenceOf, int pageSize)
    where T : struct
{
    private IReadOnlyList<T> _page = [];
    private int _next;
    private T? _last;
    private bool _isLast;

    /// <summary>The next row's number; <see cref="long.MaxValue"/> after the last.</summary>
    public async ValueTask<long> PeekAsync()
    {
        while (_next == _page.Count)
        {
            if (_isLast) return long.MaxValue;
            _page = await read(_last).ConfigureAwait(false);
            _next = 0;
            _isLast = _page.Count < pageSize;
            if (_page.Count > 0) _last = _page[^1];
        }

        return sequenceOf(_page[_next]);
    }

    /// <summary>Takes the row that <see cref="PeekAsync"/> has seen.</summary>
    public T Take() => _page[_next++];
}
