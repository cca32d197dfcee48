using System.Text;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// A remembered order as bytes, for code that reads all orders: an <see cref="OrderEntry"/> for each of a million would be garbage that
/// delays the sale. It is valid only during the visit.
/// </summary>
public readonly ref struct OrderRecord
{
    /// <summary>The order's place in its item.</summary>
    public required long Sequence { get; init; }

    /// <summary>The owner's id in ASCII.</summary>
    public required ReadOnlySpan<byte> Buyer { get; init; }

    /// <summary>Units.</summary>
    public required int Quantity { get; init; }

    /// <summary>Its status.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>When it was reserved, in milliseconds since 1970.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Until when it is held, in milliseconds since 1970.</summary>
    public required long PayBeforeMs { get; init; }

    /// <summary>When it was settled, in milliseconds since 1970; 0 while pending.</summary>
    public required long SettledAtMs { get; init; }

    /// <summary>The payment's id in ASCII; empty when there is none.</summary>
    public required ReadOnlySpan<byte> Payment { get; init; }

    /// <summary>The idempotency key in ASCII; empty when there is none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    internal OrderEntry ToEntry() => new(
        Sequence, BuyerId.Parse(Encoding.ASCII.GetString(Buyer)), Quantity, Status, CreatedAtMs, PayBeforeMs, SettledAtMs,
        Payment.IsEmpty ? null : PaymentId.Parse(Encoding.ASCII.GetString(Payment)),
        Key.IsEmpty ? null : IdempotencyKey.Parse(Encoding.ASCII.GetString(Key)));
}

/// <summary>Visits an order.</summary>
public delegate void OrderVisitor(OrderRecord order);
