namespace Seckill.Faults.Receipts;

/// <content>Tickets: each is used once, for an order or for a place on the waiting list, and where they are required nobody buys without.</content>
internal sealed partial class ItemLedger
{
    private readonly HashSet<ulong> _tickets = [];
    private readonly List<(string Buyer, ulong Ticket)> _ticketUses = [];
    private bool _ticketRequired;

    /// <summary>The hash of the waiting room's seed, in hex, as it was published with the listing; null when there is no waiting room.</summary>
    public string? SeedHash { get; private set; }

    /// <summary>Who used which ticket.</summary>
    public IReadOnlyList<(string Buyer, ulong Ticket)> TicketUses => _ticketUses;

    /// <summary>One ticket, one order: for ever, although the item itself forgets tickets that are over.</summary>
    private void UseTicket(long sequence, ulong number)
    {
        if (!_tickets.Add(number)) Note($"ticket {number} was used twice, now for order {sequence}");
        if (!_orders.TryGetValue(sequence, out var order))
        {
            Note($"ticket {number} was used for order {sequence}, which does not exist");
            return;
        }

        if (order.Ticket is not null) Note($"order {sequence} used two tickets");
        order.Ticket ??= number;
        _ticketUses.Add((order.Buyer, number));
    }

    /// <summary>A place on the waiting list uses its ticket up; the offer needs none.</summary>
    private void UseTicket(ulong number, string? waiter)
    {
        if (!_tickets.Add(number)) Note($"ticket {number} was used twice, now for a place");
        if (waiter is not null) _ticketUses.Add((waiter, number));
    }

    /// <summary>To be asked at the end.</summary>
    private IEnumerable<string> TicketFaults()
    {
        if (!_ticketRequired) yield break;
        var asked = _orders.Values.Where(order => !order.IsOffer).ToArray();
        var with = asked.Count(order => order.Ticket is not null);
        if (with != asked.Length) yield return $"{item}: {asked.Length} orders, {with} of them with a ticket";
    }
}
