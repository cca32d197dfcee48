using System.Collections.Immutable;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

public static partial class ItemProtocol
{
    /// <summary>Something that happened. The meaning of a stored event never changes.</summary>
    public interface IEvent;

    /// <summary>Something that an operator caused.</summary>
    public interface IOperatorEvent : IEvent
    {
        /// <summary>Who caused it, and why.</summary>
        Attribution By { get; }
    }

    /// <summary>
    /// The one journal entry of a batch: what the item decided in a single durable write, in order. Its number in the journal is
    /// the item's <see cref="ItemStatus.Revision"/>.
    /// </summary>
    /// <param name="At">The item's clock when it decided; UTC, whole milliseconds.</param>
    /// <param name="Events">What happened; never empty.</param>
    public sealed record BatchCommitted(DateTimeOffset At, ImmutableArray<IEvent> Events)
    {
        /// <summary>The entry's place in the hash chain; null in the entries of earlier versions.</summary>
        public ChainLink? Link { get; init; }
    }

    /// <summary>The item was listed, or its terms or stock were replaced before anything was sold.</summary>
    /// <param name="Terms">The terms.</param>
    /// <param name="Stock">Units as listed, 0 or more. Adjustments, including earlier ones, are added to it.</param>
    public sealed record ItemListed(ItemTerms Terms, long Stock) : IOperatorEvent
    {
        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;
    }

    /// <summary>Title, end or presentation changed after the start.</summary>
    public sealed record TermsRevised(string Title, DateTimeOffset EndsAt) : IOperatorEvent
    {
        /// <summary>The new presentation; null when it stays as it was, as in all entries of the first versions.</summary>
        public ItemPresentation? Presentation { get; init; }

        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;
    }

    /// <summary>Available units were added or removed.</summary>
    public sealed record StockAdjusted(long Delta, string Reason, IdempotencyKey Key) : IOperatorEvent
    {
        /// <summary>Whose key it is; null in the item's own adjustments, and in the first version's entries (everybody's).</summary>
        public BuyerId? Operator { get; init; }

        /// <summary>The request's trace; null when unknown.</summary>
        public TraceId? Trace { get; init; }

        /// <inheritdoc cref="Attribution.Node"/>
        public string? Node { get; init; }

        /// <inheritdoc/>
        public Attribution By => AttributionOf(Operator, Trace, Node, Reason);

        /// <summary>Whether it is part of a listing: the item itself brought its total down to the new one.</summary>
        public bool IsOfListing => Adjustment.IsOwn(this);
    }

    /// <summary>An operator stopped the sale.</summary>
    public sealed record SalePaused : IOperatorEvent
    {
        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;
    }

    /// <summary>An operator started the sale again.</summary>
    public sealed record SaleResumed : IOperatorEvent
    {
        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;
    }

    /// <summary>An operator ended the sale.</summary>
    public sealed record SaleClosed : IOperatorEvent
    {
        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;
    }

    /// <summary>Units were set aside for buyers, in the order of arrival.</summary>
    /// <param name="UnitPrice">Price of one unit, so that this event alone describes an order.</param>
    /// <param name="PayBefore">Until when the units are held.</param>
    /// <param name="Reservations">Who got how many units, with consecutive sequences; never empty.</param>
    public sealed record StockReserved(Money UnitPrice, DateTimeOffset PayBefore, ImmutableArray<Reservation> Reservations) : IEvent;

    /// <summary>One buyer's part of a <see cref="StockReserved"/>.</summary>
    public readonly record struct Reservation(long Sequence, BuyerId Buyer, int Quantity, IdempotencyKey? Key);

    /// <summary>
    /// Tickets were used for orders of the same entry. Purchases of an item that requires tickets have one each.
    /// </summary>
    /// <param name="FirstSequence">The order that the first ticket was used for; each further one was used for the next order.</param>
    /// <param name="Tickets">The tickets; never empty.</param>
    public sealed record TicketsUsed(long FirstSequence, ImmutableArray<Ticket> Tickets) : IEvent;

    /// <summary>Buyers joined the waiting list, one behind the other.</summary>
    /// <param name="Buyers">Who; never empty.</param>
    public sealed record WaitingListJoined(ImmutableArray<BuyerId> Buyers) : IEvent
    {
        /// <summary>The tickets that they used, one each; empty where the item requires none.</summary>
        public ImmutableArray<Ticket> Tickets { get; init; } = [];
    }

    /// <summary>Buyers left the waiting list without an offer.</summary>
    /// <param name="Cause">Why.</param>
    /// <param name="Buyers">Who; never empty.</param>
    public sealed record WaitingListLeft(LeaveCause Cause, ImmutableArray<BuyerId> Buyers) : IEvent;

    /// <summary>Why buyers left the waiting list without an offer. Numbers are stored: never renumber.</summary>
    public enum LeaveCause
    {
        /// <summary>The buyer wanted to.</summary>
        Left = 1,

        /// <summary>It was the buyer's turn, who has as many units as one buyer may have.</summary>
        AtLimit = 2,

        /// <summary>It was the buyer's turn, who has let too many reservations go; see <see cref="ChurnRule"/>.</summary>
        CoolingDown = 3,

        /// <summary>It was the buyer's turn, whom an operator has blocked; see <see cref="WaitingRule.IsBlocked"/>.</summary>
        Blocked = 4,
    }

    /// <summary>
    /// Orders of the same entry were not asked for: they are offers to the first in the waiting list. Each is an order like any other. A
    /// reservation for a waiting buyer also ends the buyer's wait.
    /// </summary>
    /// <param name="FirstSequence">The first of them; the others follow.</param>
    /// <param name="Count">How many; 1 or more.</param>
    public sealed record UnitsOffered(long FirstSequence, int Count) : IEvent;

    /// <summary>An order answered a further key of its buyer; from now on the key identifies that order.</summary>
    public sealed record KeyAnswered(long Sequence, IdempotencyKey Key) : IEvent;

    /// <summary>A pending order was paid in time: held units are sold.</summary>
    public sealed record PaymentConfirmed(long Sequence, PaymentId Payment, Money Amount) : IEvent;

    /// <summary>Held units went back on sale.</summary>
    /// <param name="Cause">Why.</param>
    /// <param name="Sequences">The orders that ended; never empty.</param>
    public sealed record StockReleased(ReleaseCause Cause, ImmutableArray<long> Sequences) : IEvent
    {
        /// <summary>The operator who cancelled the orders; null when their buyers did, or when they expired.</summary>
        public Attribution? By { get; init; }
    }

    /// <summary>Why held units went back on sale. Numbers are stored: never renumber.</summary>
    public enum ReleaseCause
    {
        /// <summary>Nobody paid in time.</summary>
        Expired = 1,

        /// <summary>The buyer gave the order up, or an operator cancelled it.</summary>
        Cancelled = 2,
    }

    /// <summary>
    /// An operator cancelled a paid order: sold units went back on sale. What becomes of the money is in a <see cref="RefundFellDue"/> of the
    /// same entry. There is none if the payment pays another order too, which the first version allowed.
    /// </summary>
    public sealed record OrderRevoked(long Sequence) : IOperatorEvent
    {
        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;
    }

    /// <summary>
    /// Money buys nothing (it came too late, a second time, in the wrong amount, or for an order that was then revoked) and must be refunded.
    /// </summary>
    public sealed record RefundFellDue(long Sequence, PaymentId Payment, Money Amount) : IEvent;

    /// <summary>The provider confirmed the refund.</summary>
    public sealed record RefundSettled(long Sequence, PaymentId Payment) : IEvent;
}
