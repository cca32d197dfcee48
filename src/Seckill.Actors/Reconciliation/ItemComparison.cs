using System.Diagnostics.CodeAnalysis;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Reconciliation;

/// <summary>What is compared, and how patiently.</summary>
internal sealed record ComparedSources(
    ILedger Ledger, IReadModelReader Tables, IOrderRows Rows, IPaymentListing Payments, ProviderPatience Patience, TimeSpan Settle, TimeProvider Time);

/// <summary>
/// One comparison of one item. It notes the ledger's current end, gives the tables a moment to reach it, and adds up the ledger to exactly
/// the entry that the tables have reached. Then it goes through the orders by number, with one page of rows and one of payments in memory.
/// What moved meanwhile, or is too young, is no difference.
/// </summary>
internal sealed class ItemComparison
{
    /// <summary>Most orders in memory: some 40 MB, or 70 when all are paid. An item with more costs one more reading of its ledger for each so many.</summary>
    private const int OrdersMax = 500_000;

    /// <summary>Rows or payments in one query, and what is read of the ledger between two pauses: a step takes a few milliseconds.</summary>
    private const int PageSize = 500;

    /// <summary>How long the tables may take to reach the ledger before their lag counts as a difference.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    private readonly ComparedSources _sources;
    private readonly ItemId _item;
    private readonly ReadingPace? _pace;
    private readonly CancellationToken _cancellation;
    private readonly LedgerFold _fold = new(OrdersMax);
    private readonly OrderComparison _comparison;
    private readonly DifferenceList _differences = new();
    private readonly LedgerItem _line = new();
    private (IReadOnlyDictionary<string, string?> Values, long Revision)? _row;
    private readonly SortedPages<OrderRow> _rows;
    private readonly SortedPages<ListedPayment> _payments;
    private long _revision;
    private bool _hasMoved;
    private string? _damage;
    private string? _failure;
    private int _sincePause;
    private long _paymentsCompared;
    private long _ordersUnchecked;

    public ItemComparison(ComparedSources sources, ItemId item, ReadingPace? pace, CancellationToken cancellation)
    {
        (_sources, _item, _pace, _cancellation) = (sources, item, pace, cancellation);
        _comparison = new OrderComparison(item, sources.Time.GetUtcNow(), sources.Settle);
        _rows = new SortedPages<OrderRow>(ReadRowsAsync, row => row.Sequence, PageSize);
        _payments = new SortedPages<ListedPayment>(ReadPaymentsAsync, payment => payment.Sequence, PageSize);
    }

    /// <summary>Compares; null when the rows were cleared meanwhile, because somebody rebuilds them.</summary>
    public async Task<ItemAudit?> TryRunAsync()
    {
        try
        {
            return await RunAsync().ConfigureAwait(false);
        }
        catch (RowsClearedException)
        {
            return null;
        }
    }

    private async Task<ItemAudit> RunAsync()
    {
        var head = await _sources.Ledger.ReadHeadAsync(_item, _cancellation).ConfigureAwait(false);
        await AwaitTablesAsync(head).ConfigureAwait(false);
        // Before the counts: the ledger is added up at least as far as this row had come.
        _row = await _sources.Rows.FindItemAsync(_item, _cancellation).ConfigureAwait(false);
        var counts = await _sources.Tables.CountAsync(_item, _cancellation).ConfigureAwait(false);
        _revision = counts?.Revision ?? 0;
        if (_row?.Revision > _revision) throw new RowsClearedException();
        var from = 0L;
        do
        {
            await AddUpAsync(from).ConfigureAwait(false);
            if (_damage is null) await CompareOrdersAsync().ConfigureAwait(false);
        }
        while (_damage is null && _fold.TryMoveOn(out from));
        await PauseAsync().ConfigureAwait(false);

        var (ledgerBooks, tableBooks) = (_fold.ToBooks(), Books.Of(counts));
        Difference[] differences =
        [
            .. _revision < head ? [new Difference(Difference.Revision, head, _revision)] : Array.Empty<Difference>(),
            .. _fold.Revision < _revision ? [new Difference(Difference.Revision, _fold.Revision, _revision)] : Array.Empty<Difference>(),
            .. ledgerBooks.DifferencesTo(tableBooks),
            .. _fold.Contradictions(),
        ];
        return new ItemAudit(_item, ledgerBooks, tableBooks, differences, _sources.Time.GetUtcNow(), _revision, head)
        {
            Damage = _damage,
            Orders = _differences,
            Payments = new PaymentCheck(_paymentsCompared, _ordersUnchecked, _failure),
            IsSettled = !_hasMoved && !_comparison.IsUnsettled,
        };
    }

    /// <summary>Adds up the ledger to the entry that the tables have reached, or as far as it can be read.</summary>
    private async Task AddUpAsync(long from)
    {
        try
        {
            await foreach (var entry in _sources.Ledger.ReadAsync(_item, from, _cancellation).ConfigureAwait(false))
            {
                if (entry.Revision > _revision) return;
                _fold.Add(entry);
                CompareLine(entry);
                _sincePause += LedgerFold.SizeOf(entry);
                if (_sincePause >= PageSize) await PauseAsync().ConfigureAwait(false);
            }
        }
        catch (LedgerContradictedException damage)
        {
            _damage = damage.Message;
        }
    }

    /// <summary>Compares the item's row with the ledger as it was when the row was written.</summary>
    private void CompareLine(LedgerEntry entry)
    {
        if (_row is not { } row || entry.Revision > row.Revision || entry.Revision <= _line.Revision) return;
        _line.Add(entry);
        if (entry.Revision == row.Revision && _line.DifferenceTo(_item, row.Values) is { } difference)
            _differences.Add(new OrderDifference(DifferenceKind.ItemTerms, _item, 0, null, difference));
    }

    /// <summary>Goes through the orders of the fold's window.</summary>
    private async Task CompareOrdersAsync()
    {
        var orders = _fold.Orders;
        var candidates = new List<OrderDifference>();
        for (var next = 0; ;)
        {
            var inLedger = next < orders.Count ? orders.SequenceAt(next) : long.MaxValue;
            var inTable = await _rows.PeekAsync().ConfigureAwait(false);
            var atProvider = _failure is null ? await _payments.PeekAsync().ConfigureAwait(false) : long.MaxValue;
            var sequence = Math.Min(inLedger, Math.Min(inTable, atProvider));
            if (sequence == long.MaxValue || sequence > _fold.Until) break;
            var order = inLedger == sequence ? orders[next++] : null;
            OrderRow? row = inTable == sequence ? _rows.Take() : null;
            var paid = await TakePaymentsAsync(sequence).ConfigureAwait(false);
            if (paid is null && order is not null) _ordersUnchecked++;
            _comparison.Compare(sequence, order, row, paid, candidates);
        }

        await KeepTrueAsync(candidates).ConfigureAwait(false);
    }

    /// <summary>All payments of an order; null when the provider has failed by then.</summary>
    private async ValueTask<IReadOnlyList<ListedPayment>?> TakePaymentsAsync(long sequence)
    {
        List<ListedPayment>? found = null;
        while (_failure is null && await _payments.PeekAsync().ConfigureAwait(false) == sequence) (found ??= []).Add(_payments.Take());
        if (_failure is not null) return null;
        _paymentsCompared += found?.Count ?? 0;
        return found ?? (IReadOnlyList<ListedPayment>)[];
    }

    /// <summary>Rows and payments were read after the fold, so an order that has moved since proves nothing.</summary>
    private async Task KeepTrueAsync(List<OrderDifference> candidates)
    {
        if (candidates.Count == 0) return;
        var (suspects, moved) = (candidates.Select(one => one.Sequence).ToHashSet(), new HashSet<long>());
        try
        {
            await foreach (var entry in _sources.Ledger.ReadAsync(_item, _revision, _cancellation).ConfigureAwait(false))
                moved.UnionWith(entry.Batch.Events.SelectMany(LedgerFold.OrdersOf).Where(suspects.Contains));
        }
        catch (LedgerContradictedException damage)
        {
            _damage = damage.Message;
            return;
        }

        _hasMoved |= moved.Count > 0;
        foreach (var candidate in candidates.Where(one => !moved.Contains(one.Sequence))) _differences.Add(candidate);
    }

    private async Task<IReadOnlyList<OrderRow>> ReadRowsAsync(OrderRow? after)
    {
        await PauseAsync().ConfigureAwait(false);
        var (page, revision) = await _sources.Rows.ReadAsync(_item, after?.Sequence ?? 0, PageSize, _cancellation).ConfigureAwait(false);
        if (revision < _revision) throw new RowsClearedException();
        _sincePause += page.Count;
        return page;
    }

    private async Task<IReadOnlyList<ListedPayment>> ReadPaymentsAsync(ListedPayment? after)
    {
        try
        {
            // Not just after a page of rows, which is still needed.
            if (_sincePause > PageSize) await PauseAsync().ConfigureAwait(false);
            var cursor = after is { } last ? new PaymentCursor(last.Sequence, last.Payment) : (PaymentCursor?)null;
            if (!_sources.Patience.MayCall) throw new TimeoutException("Earlier calls to the provider have not ended.");
            var page = await _sources.Patience.WithinAsync(
                token => _sources.Payments.ListAsync(_item, cursor, PageSize, token), TimeSpan.MaxValue, _ => { }, _cancellation)
                .ConfigureAwait(false);
            _sincePause += page.Count;
            return page;
        }
#pragma warning disable CA1031 // Whatever ails the provider, what it does not say is not checked, and never equal.
        catch (Exception error) when (error is not OperationCanceledException || !_cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _failure = error.Message;
            return [];
        }
    }

    /// <summary>Pauses before the next page, when what was read of the last one is garbage: it would outlive the pause otherwise.</summary>
    private ValueTask PauseAsync()
    {
        var read = _sincePause;
        _sincePause = 0;
        return read == 0 ? ValueTask.CompletedTask : _pace?.WaitAsync(read, _cancellation) ?? ValueTask.CompletedTask;
    }

    private async Task AwaitTablesAsync(long head)
    {
        var began = _sources.Time.GetTimestamp();
        using var look = new PeriodicTimer(LookEvery, _sources.Time);
        while (await ReachedAsync().ConfigureAwait(false) < head && _sources.Time.GetElapsedTime(began) < Patience)
            await look.WaitForNextTickAsync(_cancellation).ConfigureAwait(false);
    }

    /// <summary>The revision that the tables have reached.</summary>
    private async Task<long> ReachedAsync() => (await _sources.Tables.FindHeadAsync(_item, _cancellation).ConfigureAwait(false))?.Revision ?? 0;

    /// <summary>The rows were behind the entry that they had reached before.</summary>
    [SuppressMessage("Design", "CA1064", Justification = "It never leaves this class.")]
    private sealed class RowsClearedException : Exception;
}
