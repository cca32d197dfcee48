using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Seckill.Faults.Receipts;

/// <summary>An order as the ledger has it.</summary>
internal sealed class LedgerOrder(string item, long sequence, string buyer, int quantity, string key, long unitPrice)
{
    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{item}-{sequence}");

    public string Buyer => buyer;

    public int Quantity => quantity;

    public string Key => key;

    public long Amount => unitPrice * quantity;

    /// <summary>Whether nobody asked for it: it was offered to the first in the waiting list.</summary>
    public bool IsOffer { get; set; }

    /// <summary>The number of the ticket that it used; null without one.</summary>
    public ulong? Ticket { get; set; }

    /// <summary>As the contract spells it.</summary>
    public string Status { get; set; } = "pending";

    /// <summary>The payment that made it paid, or that came too late.</summary>
    public string? PaymentId { get; set; }
}

/// <summary>One item's ledger, added up in the plainest way. Whatever cannot be is noted, not refused.</summary>
internal sealed partial class ItemLedger(string item)
{
    private readonly Dictionary<long, LedgerOrder> _orders = [];
    private readonly List<string> _faults = [];
    private readonly HashSet<(string Buyer, string Key)> _answeredKeys = [];
    private byte[]? _hash;
    private bool _wasUnhashed;
    private string _writer = "";
    private string _formerWriter = "";
    private long _atMs;

    public string Item => item;

    public IReadOnlyCollection<LedgerOrder> Orders => _orders.Values;

    /// <summary>Contradictions within the ledger.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>How often each payment was taken, as money for the order or as money to send back.</summary>
    public Dictionary<string, int> PaymentsTaken { get; } = [];

    /// <summary>Money to send back, with the provider's confirmation or without.</summary>
    public Dictionary<string, bool> RefundsSettled { get; } = [];

    /// <summary>How often each of an operator's changes was made.</summary>
    public Dictionary<string, int> Changes { get; } = [];

    public long Head { get; private set; }

    public long Total { get; private set; }

    public long Available { get; private set; }

    public long Held => Units("pending");

    public long Sold => Units("paid");

    public void Add(LedgerEntry entry)
    {
        if (entry.Number != Head + 1) Note($"entry {entry.Number} follows entry {Head}");
        Head = entry.Number;
        CheckChain(entry.Link);
        (_formerWriter, _writer, _atMs) = (_writer == entry.Writer ? _formerWriter : _writer, entry.Writer, entry.AtMs);
        foreach (var happened in entry.Events) Add(happened);
        CheckNobodyWaitsInVain();
        if (Available < 0) Note($"{Available} units available after entry {entry.Number}");
    }

    /// <summary>To be asked at the end: parts must make the whole.</summary>
    public IEnumerable<string> SumFaults()
    {
        if (Available + Held + Sold != Total) yield return $"{item}: {Available} available + {Held} held + {Sold} sold is not {Total}";
        foreach (var fault in TicketFaults()) yield return fault;
    }

    /// <summary>
    /// Every entry continues the hash chain, whichever incarnation wrote it. Only after an entry without a hash, which an earlier version
    /// wrote, may it start again.
    /// </summary>
    private void CheckChain(LedgerLink? link)
    {
        if (link is not null)
        {
            if (link.StartsChain != (_hash is null) && !_wasUnhashed) Note("the hash chain starts in the middle, or not at all");
            byte[] hashed = [.. link.StartsChain ? new byte[32] : _hash ?? [], .. Encoding.ASCII.GetBytes(FormattableString.Invariant($"{item} {Head}\n")), .. link.Hashed];
            if (!SHA256.HashData(hashed).SequenceEqual(link.Hash)) Note("the entry does not continue the hash chain");
        }

        _hash = link?.Hash;
        _wasUnhashed |= link is null;
    }

    private void Add(LedgerEvent happened)
    {
        switch (happened)
        {
            case LedgerEvent.Listed listed:
                Total += listed.Stock;
                Available += listed.Stock;
                (_ticketRequired, _hasWaitingList, SeedHash) = (listed.TicketRequired, listed.WaitingList, listed.SeedHash);
                if (Head > 1) Note("listed twice");
                break;
            case LedgerEvent.Adjusted adjusted:
                Total += adjusted.Delta;
                Available += adjusted.Delta;
                Changes[adjusted.Key] = Changes.GetValueOrDefault(adjusted.Key) + 1;
                break;
            case LedgerEvent.Reserved reserved:
                for (var i = 0; i < reserved.Buyers.Count; i++) Reserve(reserved, i);
                break;
            case LedgerEvent.Paid paid:
                Pay(paid);
                break;
            case LedgerEvent.Released released:
                foreach (var sequence in released.Sequences) Release(sequence, released.IsCancelled);
                break;
            case LedgerEvent.TicketsUsed used:
                for (var i = 0; i < used.Numbers.Count; i++) UseTicket(used.FirstSequence + i, used.Numbers[i]);
                break;
            case LedgerEvent.Joined joined:
                Join(joined);
                break;
            case LedgerEvent.Left left:
                foreach (var buyer in left.Buyers) Leave(buyer);
                break;
            case LedgerEvent.Offered offered:
                Offer(offered);
                break;
            case LedgerEvent.Stopped stopped:
                _isStopped = stopped.IsStopped;
                break;
            case LedgerEvent.KeyAnswered answered:
                Answer(answered);
                break;
            case LedgerEvent.RefundDue due:
                OweRefund(due);
                break;
            case LedgerEvent.Revoked revoked:
                Revoke(revoked.Sequence);
                break;
            case LedgerEvent.RefundSettled settled:
                SettleRefund(settled);
                break;
        }
    }

    private void Reserve(LedgerEvent.Reserved reserved, int index)
    {
        var sequence = reserved.FirstSequence + index;
        if (sequence != _orders.Count + 1) Note($"order {sequence} follows order {_orders.Count}");
        var order = new LedgerOrder(
            item, sequence, reserved.Buyers[index], reserved.Quantities[index], reserved.Keys[index], reserved.UnitPrice);
        Available -= order.Quantity;
        if (!_orders.TryAdd(sequence, order)) Note($"order {sequence} was made twice");
        if (_waiting.Count > 0) _madeWhileWaitedFor.Add(order);
    }

    private void Pay(LedgerEvent.Paid paid)
    {
        Take(paid.PaymentId);
        if (Find(paid.Sequence, "pending", "paid") is not { } order) return;
        if (order.Amount != paid.Amount) Note($"{order.Id} costs {order.Amount} and was paid with {paid.Amount}");
        (order.Status, order.PaymentId) = ("paid", paid.PaymentId);
    }

    private void Release(long sequence, bool isCancelled)
    {
        if (Find(sequence, "pending", "released") is not { } order) return;
        Available += order.Quantity;
        order.Status = isCancelled ? "cancelled" : "expired";
    }

    /// <summary>The money is not taken again: it goes from the order to what must be sent back.</summary>
    private void Revoke(long sequence)
    {
        if (Find(sequence, "paid", "revoked") is not { } order) return;
        Available += order.Quantity;
        PaymentsTaken[order.PaymentId!]--;
        (order.Status, order.PaymentId) = ("cancelled", null);
    }

    /// <summary>One key of a buyer is answered with one order, for ever.</summary>
    private void Answer(LedgerEvent.KeyAnswered answered)
    {
        if (!_orders.TryGetValue(answered.Sequence, out var order)) Note($"key {answered.Key} names order {answered.Sequence}, which does not exist");
        else if (_orders.Values.FirstOrDefault(other => other.Buyer == order.Buyer && other.Key == answered.Key) is { } made)
            Note($"key {answered.Key} made {made.Id} and was answered with {order.Id}");
        else if (!_answeredKeys.Add((order.Buyer, answered.Key))) Note($"key {answered.Key} of {order.Buyer} was answered twice");
    }

    /// <summary>A second payment of a paid order goes back too; the order stays paid.</summary>
    private void OweRefund(LedgerEvent.RefundDue due)
    {
        Take(due.PaymentId);
        RefundsSettled[due.PaymentId] = false;
        if (!_orders.TryGetValue(due.Sequence, out var order)) Note($"money for order {due.Sequence}, which does not exist");
        else if (order.Status is "expired" or "cancelled") (order.Status, order.PaymentId) = ("refund_due", due.PaymentId);
    }

    private void SettleRefund(LedgerEvent.RefundSettled settled)
    {
        if (!RefundsSettled.TryGetValue(settled.PaymentId, out var isSettled) || isSettled)
            Note($"payment {settled.PaymentId} went back although nothing was owed");
        RefundsSettled[settled.PaymentId] = true;
        if (_orders.TryGetValue(settled.Sequence, out var order) && order.Status == "refund_due" && order.PaymentId == settled.PaymentId)
            order.Status = "refunded";
    }

    private void Take(string payment) => PaymentsTaken[payment] = PaymentsTaken.GetValueOrDefault(payment) + 1;

    private LedgerOrder? Find(long sequence, string expected, string action)
    {
        if (!_orders.TryGetValue(sequence, out var order)) Note($"order {sequence} was {action} and does not exist");
        else if (order.Status != expected) Note($"order {sequence} was {action} when it was {order.Status}");
        else return order;
        return null;
    }

    private long Units(string status) => _orders.Values.Where(order => order.Status == status).Sum(order => (long)order.Quantity);

    /// <summary>With the incarnation that wrote it, and the one before: contradictions come from two that do not know of each other.</summary>
    private void Note(string fault) => _faults.Add(
        $"{item}: {fault} (entry {Head} of {DateTimeOffset.FromUnixTimeMilliseconds(_atMs):HH:mm:ss.fff}, written by {_writer}; the writer before was {_formerWriter})");
}
