using System.Runtime.CompilerServices;
using Seckill.Actors.Ledger;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections.Winners;

/// <summary>An order in the winners' list, and the hash of the ledger entry that made it; null when the entry has none.</summary>
public sealed record Winner(Order Order, LedgerHash? Hash);

/// <summary>What a winners' list is held to.</summary>
/// <param name="Item">The item.</param>
/// <param name="Revision">The ledger entry up to which the list has every order.</param>
/// <param name="Head">The hash of that entry; null when it has none.</param>
/// <param name="LastSequence">The newest order in the list; later ones are left out.</param>
/// <param name="EntriesBehind">Entries of the ledger that the orders table lacks; then the list may lack orders.</param>
/// <param name="AsOf">When the list was begun.</param>
public sealed record WinnersBasis(
    ItemId Item, long Revision, LedgerHash? Head, long LastSequence, long EntriesBehind, DateTimeOffset AsOf);

/// <summary>
/// Lists everybody who got an order of an item, in the order in which the item served them: rows of the orders table, each with its ledger
/// entry's hash. Both are read in pages side by side, so a million rows take no more memory than a page. The rows are those up to
/// <see cref="WinnersBasis.LastSequence"/>; each shows the status that it has when it is read.
/// </summary>
public sealed class WinnersList(IReadModelReader tables, ILedger ledger, ILedgerRows rows, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>How long the table may take to reach the ledger.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    /// <summary>Decides what the list is held to: waits until the table has what the ledger has now, for 3 s at most.</summary>
    public async Task<WinnersBasis> OpenAsync(ItemId item, CancellationToken cancellation)
    {
        var asOf = time.GetUtcNow();
        var end = await ledger.ReadHeadAsync(item, cancellation).ConfigureAwait(false);
        var table = await ReachAsync(item, end, cancellation).ConfigureAwait(false);
        var head = await rows.ReadAsync(item, table.Revision - 1, table.Revision, limit: 1, cancellation).ConfigureAwait(false);
        var hash = head is [{ } row] && StoredEntry.TryRead(row, out var entry) ? entry.Hash : null;
        return new WinnersBasis(item, table.Revision, hash, table.LastSequence, Math.Max(0, end - table.Revision), asOf);
    }

    /// <summary>The list, page by page, by sequence.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Winner>> ReadAsync(
        WinnersBasis basis, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(basis);
        var hashes = new OrderHashes(rows, basis.Item, basis.Revision);
        var after = 0L;
        while (after < basis.LastSequence)
        {
            var orders = await tables.ReadOrdersAsync(basis.Item, after, basis.LastSequence, PageSize, cancellation).ConfigureAwait(false);
            if (orders.Count == 0) yield break;
            var page = new List<Winner>(orders.Count);
            foreach (var order in orders)
                page.Add(new Winner(order, await hashes.FindAsync(order.Id.Sequence, cancellation).ConfigureAwait(false)));
            yield return page;
            after = orders[^1].Id.Sequence;
        }
    }

    private async Task<TableHead> ReachAsync(ItemId item, long end, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        using var look = new PeriodicTimer(LookEvery, time);
        while (true)
        {
            var head = await tables.FindHeadAsync(item, cancellation).ConfigureAwait(false) ?? new TableHead(0, 0, null);
            if (head.Revision >= end || time.GetElapsedTime(began) >= Patience) return head;
            await look.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }
}
