using Seckill.Actors.Ledger;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Ledger;

/// <summary>Says what a ledger entry means, on one line.</summary>
internal static class EntryText
{
    /// <summary>Most events of one entry that are told; a busy item puts thousands into one.</summary>
    private const int EventsToldMax = 6;

    /// <summary>The entry in words.</summary>
    public static string Of(LedgerEntry entry)
    {
        var events = entry.Batch.Events;
        var told = string.Join("; ", events.Take(EventsToldMax).Select(Of));
        return events.Length > EventsToldMax ? $"{told}; and {events.Length - EventsToldMax} more" : told;
    }

    private static string Of(IEvent change) => change switch
    {
        ItemListed listed => $"listed with {listed.Stock} units: {listed.Terms.Title}",
        TermsRevised revised => $"terms revised: {revised.Title}, until {Palette.Cell.Of(revised.EndsAt)}"
            + (revised.Presentation is null ? "" : ", and what pages show of it"),
        StockAdjusted adjusted => $"stock {adjusted.Delta:+0;-0}: {adjusted.Reason}",
        SalePaused => "paused",
        SaleResumed => "resumed",
        SaleClosed => "closed",
        StockReserved { Reservations: [var first, .., var last] } reserved => $"{reserved.Reservations.Length} reserved: #{first.Sequence} to #{last.Sequence}",
        StockReserved { Reservations: [var only] } => $"reserved: #{only.Sequence} for {only.Buyer}, {only.Quantity} units",
        PaymentConfirmed paid => $"paid: #{paid.Sequence}",
        StockReleased released => $"{released.Cause.ToString().ToLowerInvariant()}: #{string.Join(", #", released.Sequences.Take(EventsToldMax))}"
            + (released.Sequences.Length > EventsToldMax ? $" and {released.Sequences.Length - EventsToldMax} more" : ""),
        RefundFellDue due => $"refund due: #{due.Sequence}",
        RefundSettled settled => $"refunded: #{settled.Sequence}",
        KeyAnswered answered => $"key answered: #{answered.Sequence}",
        TicketsUsed used => $"{used.Tickets.Length} tickets used: from #{used.FirstSequence} on",
        WaitingListJoined { Buyers: [var only] } => $"on the waiting list: {only}",
        WaitingListJoined joined => $"{joined.Buyers.Length} on the waiting list: {joined.Buyers[0]} to {joined.Buyers[^1]}",
        WaitingListLeft left => $"off the waiting list ({left.Cause.ToString().ToLowerInvariant()}): {string.Join(", ", left.Buyers.Take(EventsToldMax))}"
            + (left.Buyers.Length > EventsToldMax ? $" and {left.Buyers.Length - EventsToldMax} more" : ""),
        UnitsOffered offered => $"{offered.Count} offered to the waiting list: from #{offered.FirstSequence} on",
        // A kind that is new needs a line here only to read better.
        _ => change.GetType().Name,
    };
}
