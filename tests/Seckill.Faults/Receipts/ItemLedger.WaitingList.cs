namespace Seckill.Faults.Receipts;

/// <content>
/// The waiting list by the plainest means: places are kept in order, each offer is made once and to the first, and while somebody waits no
/// unit that came back goes to anybody else.
/// </content>
internal sealed partial class ItemLedger
{
    private readonly List<string> _waiting = [];

    /// <summary>Orders of the present entry that were made while somebody waited: each must turn out to be an offer.</summary>
    private readonly List<LedgerOrder> _madeWhileWaitedFor = [];

    private bool _hasWaitingList;
    private bool _isStopped;

    /// <summary>How many joined.</summary>
    public int Joins { get; private set; }

    /// <summary>How many offers were made.</summary>
    public int Offers { get; private set; }

    private void Join(LedgerEvent.Joined joined)
    {
        if (!_hasWaitingList) Note("somebody waits for an item without a waiting list");
        if (_ticketRequired && joined.Tickets.Count != joined.Buyers.Count) Note($"{joined.Buyers.Count} joined with {joined.Tickets.Count} tickets");
        if (Available > 0 && _waiting.Count == 0) Note($"{joined.Buyers[0]} waits although {Available} units are available");
        for (var i = 0; i < joined.Tickets.Count; i++) UseTicket(joined.Tickets[i], joined.Buyers.ElementAtOrDefault(i));
        Joins += joined.Buyers.Count;
        foreach (var buyer in joined.Buyers)
        {
            if (_waiting.Contains(buyer)) Note($"{buyer} waits twice");
            _waiting.Add(buyer);
        }
    }

    private void Leave(string buyer)
    {
        if (!_waiting.Remove(buyer)) Note($"{buyer} left the waiting list without having waited");
    }

    private void Offer(LedgerEvent.Offered offered)
    {
        for (var sequence = offered.FirstSequence; sequence < offered.FirstSequence + offered.Count; sequence++)
        {
            if (!_orders.TryGetValue(sequence, out var order))
            {
                Note($"order {sequence} was offered and does not exist");
                continue;
            }

            if (order.IsOffer) Note($"order {sequence} was offered twice");
            if (order.Quantity != 1) Note($"{order.Quantity} units were offered to {order.Buyer}");
            if (_waiting.Count == 0 || _waiting[0] != order.Buyer) Note($"order {sequence} was offered to {order.Buyer} before {_waiting.FirstOrDefault() ?? "nobody"}");
            _waiting.Remove(order.Buyer);
            _madeWhileWaitedFor.Remove(order);
            order.IsOffer = true;
            Offers++;
        }
    }

    /// <summary>To be asked after each entry.</summary>
    private void CheckNobodyWaitsInVain()
    {
        foreach (var order in _madeWhileWaitedFor) Note($"order {order.Id} of {order.Buyer} was made while others waited");
        _madeWhileWaitedFor.Clear();
        if (_waiting.Count > 0 && Available > 0 && !_isStopped) Note($"{Available} units are available, and {_waiting.Count} buyers wait");
    }
}
