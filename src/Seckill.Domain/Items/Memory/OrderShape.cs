namespace Seckill.Domain.Items.Memory;

/// <summary>
/// The byte before a packed order: its status, and which of its optional parts follow. Snapshots store it, so the meaning of its bits
/// never changes.
/// </summary>
/// <param name="Bits">The stored number.</param>
public readonly record struct OrderShape(int Bits)
{
    private const int StatusShift = 3;
    private const int SettledBit = 4;
    private const int PaymentBit = 2;
    private const int KeyBit = 1;

    /// <summary>The shape of an order with these parts.</summary>
    public OrderShape(OrderStatus status, bool isSettled, bool hasPayment, bool hasKey)
        : this(((int)status << StatusShift) | (isSettled ? SettledBit : 0) | (hasPayment ? PaymentBit : 0) | (hasKey ? KeyBit : 0))
    {
    }

    /// <summary>The order's status. A value read from storage may be undefined.</summary>
    public OrderStatus Status => (OrderStatus)(Bits >> StatusShift);

    /// <summary>Whether the instant of its settlement follows.</summary>
    public bool IsSettled => (Bits & SettledBit) != 0;

    /// <summary>Whether a payment follows.</summary>
    public bool HasPayment => (Bits & PaymentBit) != 0;

    /// <summary>Whether an idempotency key follows.</summary>
    public bool HasKey => (Bits & KeyBit) != 0;
}
