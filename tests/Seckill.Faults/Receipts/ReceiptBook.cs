using System.Collections.Concurrent;

namespace Seckill.Faults.Receipts;

/// <summary>Everything that buyers, the provider and operators remember. Nothing in it comes from the product's own books.</summary>
internal sealed class ReceiptBook
{
    private readonly ConcurrentDictionary<string, Intent> _intents = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Money> _money = new();
    private readonly ConcurrentQueue<StockChange> _changes = new();
    private readonly ConcurrentQueue<Visit> _visits = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _denials = new();
    private long _numbers;

    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, Intent> Intents => _intents;

    public IReadOnlyCollection<Money> Money => _money;

    public IReadOnlyCollection<StockChange> Changes => _changes;

    /// <summary>Stays in waiting rooms.</summary>
    public IReadOnlyCollection<Visit> Visits => _visits;

    /// <summary>What was wrong on the spot: an order that could not be read after its yes, another order on repeat, a 500.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>
    /// Orders that somebody knew of and a node did not: a node that was frozen answers from the past until it learns that it was
    /// expelled. Counted, not condemned: nothing is lost by it, and asking again tells the truth.
    /// </summary>
    public IReadOnlyCollection<string> Denials => _denials;

    public Intent NewIntent(string item, Func<long, string> buyerOf, int quantity)
    {
        var number = Interlocked.Increment(ref _numbers);
        return Keep(new Intent(number, item, buyerOf(number), quantity));
    }

    /// <summary>The same wish once more, under another key and with the same ticket.</summary>
    public Intent NewRepeat(Intent earlier)
    {
        var number = Interlocked.Increment(ref _numbers);
        return Keep(new Intent(number, earlier.Item, earlier.Buyer, earlier.Quantity) { Earlier = earlier, Ticket = earlier.Ticket });
    }

    /// <summary>A wish of somebody who has no right to the item: with a stranger's ticket, or with none.</summary>
    public Intent NewTrespass(string item, Func<long, string> buyerOf, string? ticket)
    {
        var number = Interlocked.Increment(ref _numbers);
        return Keep(new Intent(number, item, buyerOf(number), 1) { IsWithoutRight = true, Ticket = ticket });
    }

    public Visit NewVisit(string item, string buyer)
    {
        var visit = new Visit(item, buyer);
        _visits.Enqueue(visit);
        return visit;
    }

    public Money NewMoney(string orderId, string paymentId, long amount)
    {
        var money = new Money(orderId, paymentId, amount);
        _money.Enqueue(money);
        return money;
    }

    public StockChange NewChange(string item, int delta)
    {
        var change = new StockChange(item, $"s{Interlocked.Increment(ref _numbers)}", delta);
        _changes.Enqueue(change);
        return change;
    }

    public void Deny(string what) => _denials.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {what}");

    public void Complain(string what) => _complaints.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {what}");

    private Intent Keep(Intent intent)
    {
        _intents[intent.Key] = intent;
        return intent;
    }
}
