using System.Globalization;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Operators;

/// <summary>
/// Which operations a ledger entry records. The log of accepted operations is derived from the ledger, so no crash can lose one, and a
/// rebuild gives the same rows.
/// </summary>
public static class LedgerOperations
{
    /// <summary>The operations of an entry, in order; none for the great majority of entries.</summary>
    public static IEnumerable<Operation> Of(LedgerEntry entry)
    {
        var place = 0;
        foreach (var change in entry.Batch.Events)
        {
            foreach (var (command, detail, outcome, by) in Describe(entry, change))
                yield return new Operation(IdOf(entry, place++), entry.Batch.At, command, entry.ItemId, detail, outcome, by);
        }
    }

    private static IEnumerable<(string Command, string? Detail, string Outcome, Attribution By)> Describe(LedgerEntry entry, IEvent change)
    {
        switch (change)
        {
            case ItemListed listed:
                // An item's first entry begins with its first listing.
                var outcome = entry.Revision == 1 && ReferenceEquals(change, entry.Batch.Events[0]) ? OperationNames.Listed : OperationNames.Changed;
                yield return (OperationNames.ListItem, OperationNames.DetailOfStock(listed.Stock), outcome, listed.By);
                break;
            case TermsRevised revised:
                yield return (OperationNames.ListItem, null, OperationNames.Changed, revised.By);
                break;
            case StockAdjusted { IsOfListing: false } adjusted:
                yield return (OperationNames.AdjustStock, OperationNames.DetailOfChange(adjusted.Delta), OperationNames.Changed, adjusted.By);
                break;
            case SalePaused paused:
                yield return (OperationNames.PauseSale, null, OperationNames.Changed, paused.By);
                break;
            case SaleResumed resumed:
                yield return (OperationNames.ResumeSale, null, OperationNames.Changed, resumed.By);
                break;
            case SaleClosed closed:
                yield return (OperationNames.CloseSale, null, OperationNames.Changed, closed.By);
                break;
            case StockReleased { By: { } by } released:
                foreach (var sequence in released.Sequences)
                    yield return (OperationNames.CancelOrder, Name(entry, sequence), OperationNames.Cancelled, by);
                break;
            case OrderRevoked revoked:
                yield return (OperationNames.CancelOrder, Name(entry, revoked.Sequence), OutcomeOf(entry, revoked), revoked.By);
                break;
        }
    }

    private static string OutcomeOf(LedgerEntry entry, OrderRevoked revoked) =>
        entry.Batch.Events.Any(other => other is RefundFellDue due && due.Sequence == revoked.Sequence)
            ? OperationNames.RefundDue
            : OperationNames.Cancelled;

    private static string Name(LedgerEntry entry, long sequence) => new OrderId(entry.ItemId, sequence).ToString();

    /// <summary>Sorts as text like the ledger.</summary>
    private static string IdOf(LedgerEntry entry, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.ItemId}/{entry.Revision:D19}/{place:D5}");
}
