using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// Maps each payment to the order that it pays; immutable. It keeps only a hash of the payment and the order's sequence, because the order
/// already contains the payment's id. Only a revoked order stops being paid.
/// </summary>
internal sealed class PaymentBook
{
    private readonly HashIndex _near;

    /// <summary>Orders whose sequence does not fit into the index.</summary>
    private readonly ImmutableDictionary<PaymentId, long> _far;

    private PaymentBook(HashIndex near, ImmutableDictionary<PaymentId, long> far) => (_near, _far) = (near, far);

    /// <summary>No payments.</summary>
    public static PaymentBook Empty { get; } = new(HashIndex.Empty, ImmutableDictionary<PaymentId, long>.Empty);

    /// <summary>Number of payments.</summary>
    public int Count => _near.Count + _far.Count;

    /// <summary>A mutable book, for one batch.</summary>
    internal sealed class Builder(PaymentBook origin, OrderPages.Builder orders)
    {
        private readonly HashIndex.Builder _near = origin._near.ToBuilder();
        private ImmutableDictionary<PaymentId, long> _far = origin._far;

        /// <summary>The order that a payment pays; null when it pays none.</summary>
        public OrderEntry? Find(PaymentId payment)
        {
            long sequence = _near.Find(payment.GetHashCode(), new Owner(orders, payment));
            if (sequence == 0) sequence = _far.GetValueOrDefault(payment);
            return sequence == 0 ? null : orders.Find(sequence);
        }

        /// <summary>Records that an order was paid.</summary>
        public void Add(PaymentId payment, long sequence)
        {
            // The first version let one payment pay several orders of an item; its ledgers must remain readable.
            if (sequence is >= 1 and <= uint.MaxValue) _near.Add(payment.GetHashCode(), (uint)sequence);
            else _far = _far.SetItem(payment, sequence);
        }

        /// <summary>Records that an order is paid no longer.</summary>
        public void Remove(PaymentId payment, long sequence)
        {
            if (sequence is >= 1 and <= uint.MaxValue) _near.Remove(payment.GetHashCode(), (uint)sequence);
            else if (_far.GetValueOrDefault(payment) == sequence) _far = _far.Remove(payment);
        }

        /// <summary>The current book.</summary>
        public PaymentBook ToImmutable() => new(_near.ToImmutable(), _far);
    }

    private readonly struct Owner(OrderPages.Builder orders, PaymentId payment) : INumberOwner
    {
        public bool Owns(uint number) => orders.Find(number) is { Status: OrderStatus.Paid } order && order.Payment == payment;
    }
}
