using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections.Winners;

/// <summary>An order in the winners' list, and the hash of the ledger entry that made it; null when the entry has none.</summary>
public sealed record Winner(Order Order, LedgerHash? Hash);

/// <summary>What a winners' list is held to.</summary>
/// <param name="Item">The item.</param>
/// <param name="Revision">The ledger entry up to which the list has every order, with the status that it had then.</param>
/// <param name="Head">The hash of that entry; null when it has none.</param>
/// <param name="AsOf">When the list was begun.</param>
public sealed record WinnersBasis(ItemId Item, long Revision, LedgerHash? Head, DateTimeOffset AsOf);

/// <summary>
/// Lists everybody who got an order of an item, in the order in which the item served them. The list is made of the ledger alone, after its
/// hash chain has been verified: rows of a table could be changed by hand, and the list claims to be held to the ledger's hash. It is read
/// gently while anything sells.
/// </summary>
public sealed class WinnersList(ILedgerRows rows, Board.Board board, TimeProvider time)
{
    /// <summary>Verifies the ledger, and adds up what the list is made of.</summary>
    public async Task<WinnersExport> OpenAsync(ItemId item, CancellationToken cancellation)
    {
        var asOf = time.GetUtcNow();
        // Before the ledger's end is read: what this node has shown by now must be in it.
        KnownHead[] known = board.Find(item) is { LedgerHash: { } shown } status ? [new KnownHead("board", status.Revision, shown)] : [];
        var (_, end) = await rows.MeasureAsync(item, cancellation).ConfigureAwait(false);
        var pace = ReadingPace.OnDemand(() => board.IsSellingAt(time.GetUtcNow()), time);
        var export = new WinnersExport(rows, item, end, asOf, pace);
        await export.VerifyAsync(new ChainFold(item, known), cancellation).ConfigureAwait(false);
        return export;
    }
}
