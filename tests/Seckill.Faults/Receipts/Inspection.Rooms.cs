using System.Security.Cryptography;

namespace Seckill.Faults.Receipts;

/// <content>The promises of tickets and waiting rooms.</content>
internal sealed partial class Inspection
{
    /// <summary>A ticket buys once, for the person whom it was given to, and nobody buys without a right to.</summary>
    private IEnumerable<string> CheckTickets()
    {
        var made = _orders.Values.Where(order => !order.IsOffer).GroupBy(order => order.Key, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        foreach (var intent in receipts.Intents.Values)
        {
            var order = made.GetValueOrDefault(intent.Key);
            if (intent.IsWithoutRight)
            {
                if ((order?.Id ?? intent.OrderId) is { } id) yield return $"{id}: {intent.Buyer} bought {intent.Item} without a right to it ({intent.Key})";
            }
            else if (intent.Ticket is not null && order is not null && order.Ticket != Visit.NumberOf(intent.Ticket))
            {
                yield return $"{order.Id}: bought with ticket {Visit.NumberOf(intent.Ticket)}, ledger: ticket {order.Ticket?.ToString() ?? "none"}";
            }
        }

        var withTicket = receipts.Intents.Values.Where(intent => intent is { Ticket: not null, IsWithoutRight: false } && made.ContainsKey(intent.Key));
        foreach (var same in withTicket.GroupBy(intent => intent.Ticket!, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"one ticket of {same.First().Buyer} bought {string.Join(" and ", same.Select(intent => made[intent.Key].Id).Order(StringComparer.Ordinal))}";
    }

    /// <summary>The seed is the one whose hash was published with the listing, and whoever bought was admitted: the ticket is the place's.</summary>
    private IEnumerable<string> CheckRoom(ItemLedger ledger)
    {
        if (books.Rooms.GetValueOrDefault(ledger.Item) is not { } room)
        {
            yield return $"{ledger.Item}: its waiting room has no ledger";
            yield break;
        }

        if (room.Seed is null || HashOf(room.Seed) != ledger.SeedHash) yield return $"{ledger.Item}: the seed is not the one whose hash was published";
        foreach (var (buyer, ticket) in ledger.TicketUses)
        {
            var holder = ticket <= int.MaxValue ? room.HolderOf((int)ticket) : null;
            if (holder != buyer) yield return $"{ledger.Item}: {buyer} used the ticket of place {ticket}, which is {holder ?? "nobody"}'s";
            else if (ticket > (ulong)room.Cursor) yield return $"{ledger.Item}: {buyer} used the ticket of place {ticket}, and only {room.Cursor} were admitted";
        }
    }

    /// <summary>What somebody was told of the place never changed, unless the ledger says why, and is what the ledger says.</summary>
    private IEnumerable<string> CheckVisit(Visit visit)
    {
        var (who, told, room) = ($"{visit.Buyer} at {visit.Item}", visit.Told, books.Rooms.GetValueOrDefault(visit.Item));
        var places = told.Select(each => each.Place.Position).OfType<int>().ToArray();
        // A first request to join that arrives late may bring another place once the ticket of the first is over: whether it was, the
        // room's ledger says. But nobody goes back.
        if (!places.SequenceEqual(places.Order())) yield return $"{who}: one place was told as {string.Join(", then ", places)}; {Describe(told)}";
        foreach (var same in told.GroupBy(each => each.Place.Position).Where(same => Different([.. same], place => place.Ticket).Count > 1))
            yield return $"{who}: place {same.Key} had two tickets; {Describe(told)}";
        foreach (var place in places.Distinct())
            if (room?.HolderOf(place) != visit.Buyer) yield return $"{who}: told place {place}, which is {room?.HolderOf(place) ?? "nobody"}'s in the ledger";
        foreach (var (at, place) in told)
        {
            var when = $"{who} at {at:HH:mm:ss.fff}";
            if (place.SeedHash != books.Ledgers.GetValueOrDefault(visit.Item)?.SeedHash) yield return $"{when}: told another seed's hash, {place.SeedHash}";
            if (place.Seed is not null && HashOf(Convert.FromHexString(place.Seed)) != place.SeedHash) yield return $"{when}: told a seed of another hash";
            if (place.Position is not null && place.Seed is null) yield return $"{when}: told a place before the seed was revealed";
            if (place.State != "admitted") continue;
            if (place.Ticket is null || place.Position is null || Visit.NumberOf(place.Ticket) != (ulong)place.Position)
                yield return $"{when}: admitted at place {place.Position} with ticket {place.Ticket ?? "none"}";
            if (place.Position > room?.Cursor) yield return $"{when}: told admitted at place {place.Position}, and only {room.Cursor} were";
        }
    }

    /// <summary>No two people were told the same place.</summary>
    private IEnumerable<string> CheckSharedPlaces() =>
        from visit in receipts.Visits
        from place in Different(visit.Told, place => place.Position)
        group visit.Buyer by (visit.Item, place) into same
        let buyers = same.Distinct(StringComparer.Ordinal).ToArray()
        where buyers.Length > 1
        select $"place {same.Key.place} of {same.Key.Item} was told to {string.Join(" and ", buyers)}";

    private static string Describe(IReadOnlyList<(DateTime At, ToldPlace Place)> told) =>
        string.Join(", ", told.Select(each => $"{each.At:HH:mm:ss.fff} {each.Place.State} {each.Place.Position}"));

    private static List<T> Different<T>(IReadOnlyList<(DateTime At, ToldPlace Place)> told, Func<ToldPlace, T?> choose) =>
        [.. told.Select(each => choose(each.Place)).Where(each => each is not null).Select(each => each!).Distinct()];

    private static string HashOf(byte[] seed) => Convert.ToHexStringLower(SHA256.HashData(seed));
}
