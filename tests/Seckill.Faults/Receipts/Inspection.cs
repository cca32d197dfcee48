namespace Seckill.Faults.Receipts;

/// <summary>
/// Holds what buyers, the provider and operators remember against the product's books. Every line it returns is a broken promise.
/// </summary>
internal sealed partial class Inspection(ReceiptBook receipts, Books books)
{
    private readonly Dictionary<string, LedgerOrder> _orders = books.Ledgers.Values.SelectMany(ledger => ledger.Orders)
        .ToDictionary(order => order.Id, StringComparer.Ordinal);

    /// <summary>Every violation; none when all promises were kept.</summary>
    public IReadOnlyList<string> FindViolations() =>
    [
        .. receipts.Complaints,
        .. books.Ledgers.Values.SelectMany(ledger => ledger.Faults.Concat(ledger.SumFaults())),
        .. receipts.Intents.Values.SelectMany(CheckReceipt),
        .. CheckOrders(),
        .. receipts.Money.SelectMany(CheckMoney),
        .. CheckRefunds(),
        .. CheckChanges(),
        .. CheckTables(),
        .. CheckTickets(),
        .. books.Rooms.Values.SelectMany(room => room.Faults),
        .. books.Ledgers.Values.Where(ledger => ledger.SeedHash is not null).SelectMany(CheckRoom),
        .. receipts.Visits.SelectMany(CheckVisit),
        .. CheckSharedPlaces(),
    ];

    /// <summary>A yes is in the ledger with its buyer, quantity and key, and every repeat named the same order.</summary>
    private IEnumerable<string> CheckReceipt(Intent intent)
    {
        if (intent.OrderIds.Count > 1) yield return $"{intent.Key}: one intent was told {string.Join(" and ", intent.OrderIds)}";
        foreach (var id in intent.OrderIds)
        {
            if (!_orders.TryGetValue(id, out var order))
            {
                yield return $"{id}: told to {intent.Buyer}, lost from the ledger";
                continue;
            }

            // An offer was nobody's wish, so it has no key; the buyer who asks for a unit gets it all the same.
            if ((order.Buyer, order.Quantity) != (intent.Buyer, intent.Quantity) || (!order.IsOffer && order.Key != intent.Key && order.Key != intent.Earlier?.Key))
                yield return $"{id}: told to {intent.Buyer} x{intent.Quantity} {intent.Key}, ledger: {order.Buyer} x{order.Quantity} {order.Key}";
            if (intent.IsCancelled && order.Status is not ("cancelled" or "refund_due" or "refunded"))
                yield return $"{id}: told cancelled, ledger: {order.Status}";
            if (intent.IsPaid && order.Status != "paid") yield return $"{id}: told paid, ledger: {order.Status}";
        }
    }

    /// <summary>
    /// One order per intent, none without. The buyer knows of each, or asked in a way that left it open and it has ended since:
    /// an order that still holds units or money must not be hidden from the buyer who asks again.
    /// </summary>
    private IEnumerable<string> CheckOrders()
    {
        foreach (var same in _orders.Values.Where(order => !order.IsOffer).GroupBy(order => order.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"{same.Key}: one intent, orders {string.Join(" and ", same.Select(order => order.Id))}";
        foreach (var order in _orders.Values)
        {
            if (order.IsOffer) continue;
            if (!receipts.Intents.TryGetValue(order.Key, out var intent))
                yield return $"{order.Id}: nobody asked for it ({order.Buyer}, {order.Key})";
            else if ((order.Buyer, order.Quantity) != (intent.Buyer, intent.Quantity))
                yield return $"{order.Id}: {order.Buyer} x{order.Quantity} instead of {intent.Buyer} x{intent.Quantity}";
            else if (intent.OrderId is null && !intent.IsOpen)
                yield return $"{order.Id}: its buyer was refused every time";
            else if (intent.OrderId is null && order.Status is not ("expired" or "cancelled"))
                yield return $"{order.Id}: {order.Status}, and hidden from its buyer who asked again";
        }
    }

    /// <summary>Acknowledged money is taken exactly once, as the order's or as money to send back.</summary>
    private IEnumerable<string> CheckMoney(Money money)
    {
        var item = money.OrderId[..money.OrderId.LastIndexOf('-')];
        var taken = books.Ledgers.TryGetValue(item, out var ledger) ? ledger.PaymentsTaken.GetValueOrDefault(money.PaymentId) : 0;
        if (taken > 1) yield return $"{money.PaymentId}: taken {taken} times for {money.OrderId}";
        if (taken == 0 && money.IsAcknowledged) yield return $"{money.PaymentId}: acknowledged, and silent in the ledger ({money.OrderId})";
    }

    private IEnumerable<string> CheckRefunds()
    {
        var known = receipts.Money.Select(money => money.PaymentId).ToHashSet(StringComparer.Ordinal);
        foreach (var ledger in books.Ledgers.Values)
        {
            foreach (var (payment, isSettled) in ledger.RefundsSettled)
                if (!isSettled) yield return $"{payment}: its money is still owed ({ledger.Item})";
            foreach (var payment in ledger.PaymentsTaken.Keys)
                if (!known.Contains(payment)) yield return $"{payment}: money that nobody gave ({ledger.Item})";
        }
    }

    private IEnumerable<string> CheckChanges()
    {
        foreach (var change in receipts.Changes)
        {
            var made = books.Ledgers.TryGetValue(change.Item, out var ledger) ? ledger.Changes.GetValueOrDefault(change.Key) : 0;
            if (made > 1) yield return $"{change.Key}: stock of {change.Item} changed {made} times";
            if (made == 0 && change.IsAcknowledged) yield return $"{change.Key}: acknowledged, but the stock of {change.Item} is unchanged";
            if (made == 1 && change is { IsAcknowledged: false, IsOpen: false }) yield return $"{change.Key}: refused, but made";
        }
    }

    /// <summary>The tables say what the ledger says, row by row.</summary>
    private IEnumerable<string> CheckTables()
    {
        var rows = new Dictionary<string, OrderRow>(StringComparer.Ordinal);
        foreach (var row in books.Orders)
        {
            if (!rows.TryAdd(row.Id, row)) yield return $"{row.Id}: two rows";
            if (!_orders.ContainsKey(row.Id)) yield return $"{row.Id}: a row without an order in the ledger";
        }

        foreach (var (id, order) in _orders)
        {
            if (!rows.TryGetValue(id, out var row)) yield return $"{id}: no row in the orders table";
            else if ((row.Buyer, row.Quantity, row.Status, row.PaymentId) != (order.Buyer, order.Quantity, order.Status, order.PaymentId))
                yield return $"{id}: the row says {row.Buyer} x{row.Quantity} {row.Status} {row.PaymentId}, "
                    + $"the ledger {order.Buyer} x{order.Quantity} {order.Status} {order.PaymentId}";
        }

        foreach (var ledger in books.Ledgers.Values)
        {
            var expected = new ItemRow(ledger.Item, ledger.Total, ledger.Available, ledger.Held, ledger.Sold, ledger.Head);
            var row = books.Items.GetValueOrDefault(ledger.Item);
            if (row != expected) yield return $"{ledger.Item}: the table says {row?.ToString() ?? "nothing"}, the ledger {expected}";
        }
    }
}
