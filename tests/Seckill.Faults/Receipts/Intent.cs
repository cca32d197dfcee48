using System.Globalization;

namespace Seckill.Faults.Receipts;

/// <summary>
/// Somebody's wish for some units, under one key for ever: however often and at whichever node it is asked, it may become one order
/// at most. It remembers what it was told.
/// </summary>
internal sealed class Intent(long number, string item, string buyer, int quantity)
{
    private readonly Lock _gate = new();
    private List<string>? _orderIds;

    public string Item => item;

    public string Buyer => buyer;

    public int Quantity => quantity;

    public string Key => KeyOf(number);

    /// <summary>Every different order that the buyer was told is the one; more than one is a lie.</summary>
    public IReadOnlyList<string> OrderIds
    {
        get
        {
            lock (_gate) return _orderIds is null ? [] : [.. _orderIds];
        }
    }

    /// <summary>The receipt; null while nobody has said yes.</summary>
    public string? OrderId
    {
        get
        {
            lock (_gate) return _orderIds?[0];
        }
    }

    /// <summary>The ticket that its requests carry, from the first on; null when none was to be had, or none is needed.</summary>
    public string? Ticket { get; set; }

    /// <summary>The wish that this one repeats under another key, with the same ticket; null for a wish of its own.</summary>
    public Intent? Earlier { get; init; }

    /// <summary>Whether its buyer has no right to the item: no ticket where one is required, or somebody else's.</summary>
    public bool IsWithoutRight { get; init; }

    /// <summary>Whether some request for it ended so that an order may exist nevertheless.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether the buyer was told that the order is cancelled.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether the buyer was shown the order as paid.</summary>
    public bool IsPaid { get; set; }

    public void Tell(string orderId)
    {
        lock (_gate)
        {
            _orderIds ??= new List<string>(1);
            if (!_orderIds.Contains(orderId)) _orderIds.Add(orderId);
        }
    }

    public static string KeyOf(long number) => string.Create(CultureInfo.InvariantCulture, $"k{number}");
}

/// <summary>Money that a buyer has given to the provider for an order.</summary>
internal sealed class Money(string orderId, string paymentId, long amount)
{
    public string OrderId => orderId;

    public string PaymentId => paymentId;

    public long Amount => amount;

    /// <summary>Whether the provider has taken it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether a node has acknowledged the report: from then on it must be accounted for.</summary>
    public bool IsAcknowledged { get; set; }
}

/// <summary>Units that an operator brought or took away, under one key for ever.</summary>
internal sealed class StockChange(string item, string key, int delta)
{
    public string Item => item;

    public string Key => key;

    public int Delta => delta;

    public bool IsAcknowledged { get; set; }

    public bool IsRefused { get; set; }

    /// <summary>Whether some request for it ended so that it may have been made nevertheless.</summary>
    public bool IsOpen { get; set; }
}
