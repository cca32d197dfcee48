using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.ReadModel;

/// <summary>
/// What entries of one item's ledger make of its rows. Pure: it starts from the rows as they are and keeps what became of them.
/// Unlike the item's own state it forgets nothing, so an order that the item has forgotten is exact here.
/// </summary>
/// <param name="id">The item.</param>
/// <param name="line">Its row of <c>items</c>; null before it is listed.</param>
/// <param name="orders">The rows of all orders that the entries touch and that existed before them.</param>
internal sealed class ItemRows(ItemId id, StoredItem? line, IEnumerable<Order> orders)
{
    private readonly Dictionary<long, Order> _orders = orders.ToDictionary(order => order.Id.Sequence);
    private readonly HashSet<long> _opened = [];
    private readonly HashSet<long> _changed = [];
    private long _revision;

    /// <summary>The item's row.</summary>
    public StoredItem Line => line ?? throw Contradiction("the item was never listed");

    /// <summary>Orders that are new.</summary>
    public IEnumerable<Order> Opened => _opened.Select(sequence => _orders[sequence]);

    /// <summary>Orders that existed and are different now.</summary>
    public IEnumerable<Order> Changed => _changed.Except(_opened).Select(sequence => _orders[sequence]);

    /// <summary>The orders that an entry touches, apart from those that it opens.</summary>
    public static IEnumerable<OrderId> TouchedBy(LedgerEntry entry) =>
        entry.Batch.Events
            .SelectMany<IEvent, long>(change => change switch
            {
                PaymentConfirmed paid => [paid.Sequence],
                StockReleased released => released.Sequences,
                RefundFellDue due => [due.Sequence],
                RefundSettled settled => [settled.Sequence],
                OrderRevoked revoked => [revoked.Sequence],
                _ => [],
            })
            .Select(sequence => new OrderId(entry.ItemId, sequence));

    /// <summary>Takes the next entry in.</summary>
    /// <exception cref="LedgerContradictedException">The ledger contradicts the rows; the read model has to be rebuilt.</exception>
    public void Apply(LedgerEntry entry)
    {
        _revision = entry.Revision;
        try
        {
            foreach (var change in entry.Batch.Events) Apply(change, entry.Batch.At);
        }
        catch (Exception error) when (error is not LedgerContradictedException)
        {
            // The values of the domain refuse units that do not add up, or terms out of range, with exceptions of their own.
            throw Contradiction(error.Message.TrimEnd('.'), error);
        }

        line = Line with { Status = Line.Status with { Revision = entry.Revision, LedgerHash = entry.Batch.Link?.Hash } };
    }

    private void Apply(IEvent change, DateTimeOffset at)
    {
        switch (change)
        {
            case StockReserved reserved:
                Reserve(reserved, at);
                break;
            case PaymentConfirmed paid:
                Pay(paid, at);
                break;
            case StockReleased released:
                Release(released, at);
                break;
            case RefundFellDue due:
                OweRefund(due);
                break;
            case RefundSettled settled:
                SettleRefund(settled);
                break;
            case OrderRevoked revoked:
                Revoke(revoked, at);
                break;
            case ItemListed listed:
                List(listed);
                break;
            case TermsRevised revised:
                Show(Line.Status with
                {
                    Terms = Line.Status.Terms.Revise(revised.Title, revised.EndsAt, revised.Presentation),
                    TermsRevision = _revision,
                });
                break;
            case StockAdjusted adjusted:
                Show(Line.Status with { Stock = Line.Status.Stock.Adjust(adjusted.Delta), TermsRevision = _revision });
                break;
            case WaitingListJoined joined:
                Wait(joined.Buyers.Length);
                break;
            case WaitingListLeft left:
                Wait(-left.Buyers.Length);
                break;
            case UnitsOffered offered:
                Wait(-offered.Count);
                break;
            case KeyAnswered or TicketsUsed:
                break; // No row tells of keys or tickets; the item answers for them.
            case SalePaused:
                Show(Line.Status with { IsPaused = true });
                break;
            case SaleResumed:
                Show(Line.Status with { IsPaused = false });
                break;
            case SaleClosed:
                Show(Line.Status with { IsClosed = true });
                break;
            default:
                throw Contradiction($"an event has the unknown type {change.GetType().Name}");
        }
    }

    private void List(ItemListed listed)
    {
        if (line is null)
        {
            var status = new ItemStatus(
                id, _revision, listed.Terms, Stock.Of(listed.Stock), IsPaused: false, IsClosed: false, _revision, LastSequence: null);
            line = new StoredItem(status, listed.Stock, RefundsDue: 0);
            return;
        }

        // The difference counts, so that adjustments made since the last listing stay.
        Show(line.Status with
        {
            Terms = listed.Terms,
            Stock = line.Status.Stock.Adjust(listed.Stock - line.ListedStock),
            TermsRevision = _revision,
        });
        line = line with { ListedStock = listed.Stock };
    }

    private void Reserve(StockReserved reserved, DateTimeOffset at)
    {
        var units = 0L;
        foreach (var (sequence, buyer, quantity, _) in reserved.Reservations)
        {
            var order = new Order(
                new OrderId(id, sequence), buyer, quantity, reserved.UnitPrice, OrderStatus.Pending, at, reserved.PayBefore);
            if (!_orders.TryAdd(sequence, order)) throw Contradiction($"order {sequence} exists already");
            _opened.Add(sequence);
            units += quantity;
        }

        Show(Line.Status with { Stock = Line.Status.Stock.Reserve(units) });
    }

    private void Wait(int more) => Show(Line.Status with { Waiting = Line.Status.Waiting + more });

    private void Pay(PaymentConfirmed paid, DateTimeOffset at)
    {
        var order = OrderThatIs(OrderStatus.Pending, paid.Sequence);
        Change(order with { Status = OrderStatus.Paid, PaidAt = at, PaymentId = paid.Payment });
        Show(Line.Status with { Stock = Line.Status.Stock.Sell(order.Quantity) });
    }

    private void Release(StockReleased released, DateTimeOffset at)
    {
        var status = released.Cause == ReleaseCause.Cancelled ? OrderStatus.Cancelled : OrderStatus.Expired;
        var units = 0L;
        foreach (var sequence in released.Sequences)
        {
            var order = OrderThatIs(OrderStatus.Pending, sequence);
            Change(order with { Status = status, ClosedAt = at });
            units += order.Quantity;
        }

        Show(Line.Status with { Stock = Line.Status.Stock.Release(units) });
    }

    private void Revoke(OrderRevoked revoked, DateTimeOffset at)
    {
        var order = OrderThatIs(OrderStatus.Paid, revoked.Sequence);
        Change(order with { Status = OrderStatus.Cancelled, PaidAt = null, ClosedAt = at, PaymentId = null });
        Show(Line.Status with { Stock = Line.Status.Stock.Return(order.Quantity) });
    }

    /// <summary>A second payment of a paid order is owed too, but leaves the order as it is.</summary>
    private void OweRefund(RefundFellDue due)
    {
        line = Line with { RefundsDue = Line.RefundsDue + 1 };
        var order = Known(due.Sequence);
        if (order.Status is OrderStatus.Expired or OrderStatus.Cancelled)
            Change(order with { Status = OrderStatus.RefundDue, PaymentId = due.Payment });
    }

    private void SettleRefund(RefundSettled settled)
    {
        line = Line with { RefundsDue = Line.RefundsDue - 1 };
        var order = Known(settled.Sequence);
        if (order.Status == OrderStatus.RefundDue && order.PaymentId == settled.Payment)
            Change(order with { Status = OrderStatus.Refunded });
    }

    private Order Known(long sequence) =>
        _orders.TryGetValue(sequence, out var order) ? order : throw Contradiction($"there is no order {sequence}");

    private Order OrderThatIs(OrderStatus status, long sequence) =>
        Known(sequence) is var order && order.Status == status
            ? order
            : throw Contradiction($"order {sequence} is not {OrderStatusNames.Of(status)}");

    private void Change(Order order)
    {
        _orders[order.Id.Sequence] = order;
        _changed.Add(order.Id.Sequence);
    }

    private void Show(ItemStatus status) => line = Line with { Status = status };

    private LedgerContradictedException Contradiction(string why, Exception? cause = null) =>
        new(id, $"Entry {_revision} of {id} cannot be applied to the tables: {why}. Rebuild the read model from the ledger.", cause);
}
