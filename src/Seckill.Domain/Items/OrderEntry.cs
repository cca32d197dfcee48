using System.Globalization;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// An order as the item remembers it: only what limits, repeats and deadlines need. Price and item id are the item's, once.
/// Times are milliseconds since 1970-01-01T00:00:00Z, to keep a million of them small.
/// </summary>
/// <param name="Sequence">The order's place in its item.</param>
/// <param name="Buyer">The owner.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAtMs">When it was reserved.</param>
/// <param name="PayBeforeMs">Until when it is held.</param>
/// <param name="SettledAtMs">When it was paid, expired or cancelled; 0 while pending.</param>
/// <param name="Payment">The payment that settled it or came late.</param>
/// <param name="Key">The idempotency key that made it.</param>
public sealed record OrderEntry(
    long Sequence, BuyerId Buyer, int Quantity, OrderStatus Status, long CreatedAtMs, long PayBeforeMs, long SettledAtMs,
    PaymentId? Payment, IdempotencyKey? Key)
{
    /// <summary>Whether the order holds or owns units, and so counts against the buyer's limit.</summary>
    public bool IsActive => Status is OrderStatus.Pending or OrderStatus.Paid;

    /// <summary>What the buyer sees.</summary>
    public Order ToOrder(ItemId item, Money unitPrice) =>
        new(new OrderId(item, Sequence), Buyer, Quantity, unitPrice, Status, Moment.FromUnixMs(CreatedAtMs), Moment.FromUnixMs(PayBeforeMs))
        {
            PaidAt = Status == OrderStatus.Paid ? Moment.FromUnixMs(SettledAtMs) : null,
            ClosedAt = IsActive ? null : Moment.FromUnixMs(SettledAtMs),
            PaymentId = Payment,
        };
}

/// <summary>Money that has to go back, or went.</summary>
/// <param name="Sequence">The order it was meant for.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsSettled">Whether the provider confirmed that it went back.</param>
public sealed record Refund(long Sequence, Money Amount, bool IsSettled);

/// <summary>A remembered stock adjustment, for repeats of its idempotency key.</summary>
public sealed record Adjustment(IdempotencyKey Key, long Delta, string Reason)
{
    private const string OwnKeyStart = "put-total-";
    private const string OwnReason = "new total below the adjustments";

    /// <summary>Whose key it is; null when that was not written down. Then it is everybody's, or nobody's if the item itself adjusted.</summary>
    public BuyerId? Operator { get; init; }

    /// <summary>
    /// Whether the item made the adjustment itself, to bring its total down to a new one. The ledger marks such an adjustment by its
    /// reason and its key; every operator's has carried the operator since the item began to make its own.
    /// </summary>
    private bool IsOwn =>
        Operator is null && Delta < 0 && Reason == OwnReason && Key.Value.StartsWith(OwnKeyStart, StringComparison.Ordinal);

    /// <summary>
    /// Whether this is what the command names. Two operators may use the same key for two intents, and no operator can name what the
    /// item did by itself, whatever key they choose.
    /// </summary>
    internal bool IsNamedBy(ItemProtocol.AdjustStock wish) =>
        Key == wish.Key && !IsOwn && (Operator is null || wish.Operator is null || Operator == wish.Operator);

    /// <summary>The adjustment that the item makes itself to bring its total down to a new one.</summary>
    internal static ItemProtocol.StockAdjusted OwnTo(long total, long delta) =>
        new(delta, OwnReason, IdempotencyKey.Parse(string.Create(CultureInfo.InvariantCulture, $"{OwnKeyStart}{total}")));

    /// <summary>Whether this is what the command asks for.</summary>
    internal bool IsSameAs(ItemProtocol.AdjustStock wish) => Delta == wish.Delta && Reason == wish.Reason;
}
