using System.Runtime.CompilerServices;
using Seckill.Actors.Ledger;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Reconciliation;
using Seckill.Actors.Serialization;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections.Winners;

/// <summary>One winners' list that is being made. To be read once.</summary>
public sealed class WinnersExport
{
    /// <summary>Most orders in memory, some 20 MB. An item with more costs one more reading of its ledger for each so many.</summary>
    private const int OrdersMax = 200_000;

    /// <summary>Rows of the ledger in memory at once, as many as a verification has.</summary>
    private const int EntriesPerPage = 100;

    /// <summary>Orders that are handed out at once.</summary>
    private const int OrdersPerPage = 500;

    private readonly ILedgerRows _rows;
    private readonly ItemId _item;
    private readonly long _end;
    private readonly DateTimeOffset _asOf;
    private readonly ReadingPace _pace;
    private readonly LedgerFold _fold = new(OrdersMax);
    private LedgerHash? _head;

    internal WinnersExport(ILedgerRows rows, ItemId item, long end, DateTimeOffset asOf, ReadingPace pace) =>
        (_rows, _item, _end, _asOf, _pace) = (rows, item, end, asOf, pace);

    /// <summary>What the list is held to.</summary>
    public WinnersBasis Basis => new(_item, _end, _head, _asOf);

    /// <summary>The first entry of the ledger that does not hold; then there is no list. Null when all hold.</summary>
    public ChainFault? Fault { get; private set; }

    /// <summary>Why there is no list, as a sentence; null when there is one.</summary>
    public string? Refusal => Fault is { } fault
        ? $"The ledger of {_item} does not hold at entry {fault.Entry}: {fault.Problem}. No list is made of it; verify the item."
        : null;

    /// <summary>The list, page by page, by sequence.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Winner>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var hashes = new OrderHashes(_rows, _item, _end);
        while (true)
        {
            for (var next = 0; next < _fold.Orders.Count;)
            {
                var page = new List<Winner>(OrdersPerPage);
                for (; next < _fold.Orders.Count && page.Count < OrdersPerPage; next++)
                {
                    var order = OrderOf(_fold.Orders[next]);
                    page.Add(new Winner(order, await hashes.FindAsync(order.Id.Sequence, cancellation).ConfigureAwait(false)));
                }

                await _pace.WaitAsync(page.Count, cancellation).ConfigureAwait(false);
                yield return page;
                // The time that a reader takes is none of this node's work.
                _pace.GoOn();
            }

            if (!_fold.TryMoveOn(out var from)) yield break;
            await AddUpAsync(from, chain: null, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Verifies the ledger, and adds up the first orders.</summary>
    internal async Task VerifyAsync(ChainFold chain, CancellationToken cancellation)
    {
        await AddUpAsync(from: 0, chain, cancellation).ConfigureAwait(false);
        if (chain.Fault is null) chain.End();
        Fault ??= chain.Fault;
        if (Fault is not null) EngineMetrics.LedgerFaults.Add(1);
        else if (chain.HeadEntry == _end) _head = chain.Head;
    }

    private async Task AddUpAsync(long from, ChainFold? chain, CancellationToken cancellation)
    {
        // A verification also sees rows with numbers that no entry may have.
        var after = chain is null ? from : long.MinValue;
        while (after < _end)
        {
            var page = await _rows.ReadAsync(_item, after, _end, EntriesPerPage, cancellation).ConfigureAwait(false);
            if (page.Count == 0) return;
            var size = 0;
            foreach (var row in page)
            {
                if (chain?.Add(row) == false || Read(row) is not { } entry) return;
                _fold.Add(entry);
                size += LedgerFold.SizeOf(entry);
                after = row.Revision;
            }

            await _pace.WaitAsync(size, cancellation).ConfigureAwait(false);
        }
    }

    private LedgerEntry? Read(LedgerRow row)
    {
        try
        {
            return new LedgerEntry(_item, row.Revision, LedgerMapping.FromProto(Serialization.Protos.BatchCommitted.Parser.ParseFrom(row.Message)));
        }
#pragma warning disable CA1031 // Whatever the values of the domain refuse, it is this entry that is wrong.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fault = new ChainFault(row.Revision, $"the bytes are not an entry of a ledger: {error.Message}");
            return null;
        }
    }

    private Order OrderOf(LedgerOrder order) => new(
        new OrderId(_item, order.Sequence), order.Buyer, order.Quantity, order.UnitPrice, order.Status, order.CreatedAt, order.PayBefore)
    {
        PaidAt = order.PaidAt,
        ClosedAt = order.ClosedAt,
        PaymentId = order.Payment,
    };
}
