using System.Globalization;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// An order in the item's memory: only what limits, repeats and deadlines need. The item holds price and item id once.
/// Times are milliseconds since 1970-01-01T00:00:00Z, which keeps a million orders small.
/// </summary>
/// <param name="Sequence">The order's place in its item.</param>
/// <param name="Buyer">The owner.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Status">Its status.</param>
/// <param name="CreatedAtMs">When it was reserved.</param>
/// <param name="PayBeforeMs">Until when it is held.</param>
/// <param name="SettledAtMs">When it was paid, expired or cancelled; 0 while pending.</param>
/// <param name="Payment">The payment that settled it or arrived late.</param>
/// <param name="Key">The idempotency key that made it.</param>
public sealed record OrderEntry(
    long Sequence, BuyerId Buyer, int Quantity, OrderStatus Status, long CreatedAtMs, long PayBeforeMs, long SettledAtMs,
    PaymentId? Payment, IdempotencyKey? Key)
{
    /// <summary>Whether the order holds or owns units, and so counts against the buyer's limit.</summary>
    public bool IsActive => Status is OrderStatus.Pending or OrderStatus.Paid;

    /// <summary>The buyer's view.</summary>
    public Order ToOrder(ItemId item, Money unitPrice) =>
        new(new OrderId(item, Sequence), Buyer, Quantity, unitPrice, Status, Moment.FromUnixMs(CreatedAtMs), Moment.FromUnixMs(PayBeforeMs))
        {
            PaidAt = Status == OrderStatus.Paid ? Moment.FromUnixMs(SettledAtMs) : null,
            ClosedAt = IsActive ? null : Moment.FromUnixMs(SettledAtMs),
            PaymentId = Payment,
        };
}

/// <summary>Money that must be refunded, or was.</summary>
/// <param name="Sequence">The order that the payment was opened for.</param>
/// <param name="Amount">The amount.</param>
/// <param name="IsSettled">Whether the provider confirmed the refund.</param>
public sealed record Refund(long Sequence, Money Amount, bool IsSettled)
{
    /// <summary>When it fell due, in milliseconds since 1970-01-01T00:00:00Z; 0 when a snapshot of an earlier version did not tell.</summary>
    public long DueAtMs { get; init; }
}

/// <summary>A remembered stock adjustment, for repeats of its idempotency key.</summary>
public sealed record Adjustment(IdempotencyKey Key, long Delta, string Reason)
{
    private const string OwnKeyStart = "put-total-";
    private const string OwnReason = "new total below the adjustments";

    /// <summary>Whose key it is; null when not recorded. Then it matches everybody's, or nobody's if the item itself adjusted.</summary>
    public BuyerId? Operator { get; init; }

    /// <summary>
    /// Whether the item made the adjustment itself, to bring its total down to a new one. The ledger marks such an adjustment by its
    /// reason and key. Since the item began to make its own, every operator's adjustment has carried its operator.
    /// </summary>
    internal static bool IsOwn(ItemProtocol.StockAdjusted change) => IsOwn(change.Operator, change.Delta, change.Reason, change.Key);

    private static bool IsOwn(BuyerId? name, long delta, string reason, IdempotencyKey key) =>
        name is null && delta < 0 && reason == OwnReason && key.Value.StartsWith(OwnKeyStart, StringComparison.Ordinal);

    /// <summary>
    /// Whether a command with this key means this adjustment. Two operators may use the same key for two intents, and no operator's key
    /// matches the item's own adjustments.
    /// </summary>
    internal bool IsNamedBy(ItemProtocol.AdjustStock wish) =>
        Key == wish.Key && !IsOwn(Operator, Delta, Reason, Key) && (Operator is null || wish.Operator is null || Operator == wish.Operator);

    /// <summary>The item's own adjustment that brings its total down to a new one.</summary>
    internal static ItemProtocol.StockAdjusted OwnTo(long total, long delta) =>
        new(delta, OwnReason, IdempotencyKey.Parse(string.Create(CultureInfo.InvariantCulture, $"{OwnKeyStart}{total}")));

    /// <summary>Whether the command asks for this same adjustment.</summary>
    internal bool IsSameAs(ItemProtocol.AdjustStock wish) => Delta == wish.Delta && Reason == wish.Reason;
}
