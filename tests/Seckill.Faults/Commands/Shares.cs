using Seckill.Faults.Receipts;
using Seckill.Faults.Shoppers;

namespace Seckill.Faults.Commands;

/// <summary>How much of a sale went through tickets, waiting rooms and waiting lists: a soak without any would prove nothing about them.</summary>
internal static class Shares
{
    public static string DescribeTickets(Sale sale, Books books)
    {
        var intents = sale.Receipts.Intents.Values;
        return $"{books.Ledgers.Values.Sum(ledger => ledger.TicketUses.Count)} used; "
            + $"{intents.Count(intent => intent.Earlier is not null)} tried again, "
            + $"{intents.Count(intent => intent is { IsWithoutRight: true, Ticket: not null })} by strangers; "
            + $"{intents.Count(intent => intent is { IsWithoutRight: true, Ticket: null })} purchases tried without";
    }

    public static string DescribeRooms(Sale sale, Books books)
    {
        var rooms = books.Rooms.Values;
        var visits = sale.Receipts.Visits;
        var told = visits.SelectMany(visit => visit.Told.Select(told => told.Place)).ToArray();
        return $"{rooms.Count(room => room.IsDrawn)} of {rooms.Count()} drawn, with {rooms.Sum(room => room.Drawn)} people; {visits.Count} stays, "
            + $"{rooms.Sum(room => room.LastNumber)} places, {rooms.Sum(room => room.Returns)} left and taken back, "
            + $"{visits.Count(visit => visit.Position is not null)} told a place, "
            + $"{rooms.Sum(room => room.Cursor)} admitted in {rooms.Sum(room => room.Steps)} steps, "
            + $"{told.Count(place => place.Ticket is not null)} told a ticket, {told.Count(place => place.State == "cannot_win")} that they cannot win; "
            + $"{books.Ledgers.Values.Where(ledger => ledger.SeedHash is not null).Sum(ledger => ledger.Orders.Count)} orders";
    }

    public static string DescribeLists(Books books) =>
        $"{books.Ledgers.Values.Sum(ledger => ledger.Joins)} joined, {books.Ledgers.Values.Sum(ledger => ledger.Offers)} offers";
}
