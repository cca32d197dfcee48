using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

public static partial class ItemProtocol
{
    /// <summary>How a command or query ended. Numbers cross the wire: never renumber.</summary>
    /// <remarks>
    /// <see cref="Overloaded"/> and <see cref="OutcomeUnknown"/> decide nothing, but they are part of the protocol: the item itself gives
    /// them when its buffer is full or its write fails, and whoever sends for a caller gives them when the item does not answer.
    /// </remarks>
    public enum Outcome
    {
        /// <summary>A reservation was made.</summary>
        Reserved = 1,

        /// <summary>The same intent had already made one, or the buyer of a limit-1 item already holds one.</summary>
        AlreadyReserved = 2,

        /// <summary>The sale has not started.</summary>
        NotStarted = 3,

        /// <summary>Fewer units are available than requested.</summary>
        SoldOut = 4,

        /// <summary>An operator stopped the sale for a while.</summary>
        Paused = 5,

        /// <summary>The sale is over.</summary>
        Closed = 6,

        /// <summary>The buyer would own more than the limit.</summary>
        LimitReached = 7,

        /// <summary>The idempotency key belongs to a different request.</summary>
        KeyReused = 8,

        /// <summary>The order does not exist, or belongs to another buyer.</summary>
        OrderNotFound = 9,

        /// <summary>The order ended so long ago that only the orders table still has it.</summary>
        OrderForgotten = 10,

        /// <summary>The order's status does not allow it; the reply contains the order.</summary>
        OrderState = 11,

        /// <summary>The order was cancelled, now or earlier.</summary>
        Cancelled = 12,

        /// <summary>The payment was accepted, now or earlier.</summary>
        Paid = 13,

        /// <summary>The payment buys nothing and will be refunded.</summary>
        RefundDue = 14,

        /// <summary>The amount or currency is not the order's. Only the first version answers this; later ones refund such money.</summary>
        AmountMismatch = 15,

        /// <summary>The refund was recorded, now or earlier.</summary>
        RefundSettled = 16,

        /// <summary>The item is new.</summary>
        Listed = 17,

        /// <summary>The item changed.</summary>
        Changed = 18,

        /// <summary>The item already was as requested.</summary>
        Unchanged = 19,

        /// <summary>The operator's expectation of the version does not hold.</summary>
        VersionConflict = 20,

        /// <summary>Fewer units are available than should be removed.</summary>
        StockConflict = 21,

        /// <summary>The stock would exceed <see cref="ItemLimits.StockMax"/>.</summary>
        StockLimit = 22,

        /// <summary>The sale has started: only title and end may change.</summary>
        ItemStarted = 23,

        /// <summary>No such item.</summary>
        ItemNotFound = 24,

        /// <summary>What was asked for was found.</summary>
        Found = 25,

        /// <summary>Nothing is due for release.</summary>
        NothingDue = 26,

        /// <summary>Due reservations were released.</summary>
        Expired = 27,

        /// <summary>A bounded buffer is full; nothing was decided.</summary>
        Overloaded = 28,

        /// <summary>No answer in time, or the write failed; repeating the request is safe.</summary>
        OutcomeUnknown = 29,

        /// <summary>The item requires a ticket, and the request has none.</summary>
        TicketRequired = 30,

        /// <summary>The ticket was used before, or its life is over.</summary>
        TicketInvalid = 31,

        /// <summary>Too many of the buyer's orders have ended; see <see cref="ChurnRule"/>.</summary>
        CoolingDown = 32,

        /// <summary>The buyer is on the waiting list; the reply says how many are ahead.</summary>
        Waiting = 33,

        /// <summary>A unit was offered to the buyer, who can pay for it; the reply contains the order.</summary>
        Offered = 34,

        /// <summary>The buyer is not on the waiting list, and has no open offer.</summary>
        NotWaiting = 35,

        /// <summary>Units are available: there is nothing to wait for.</summary>
        UnitsAvailable = 36,

        /// <summary>As many buyers wait as may; nothing was decided.</summary>
        WaitingListFull = 37,

        /// <summary>The item has no waiting list.</summary>
        NoWaitingList = 38,
    }

    /// <summary>The answer to one command or query.</summary>
    /// <param name="Outcome">How it ended.</param>
    public sealed record Reply(Outcome Outcome)
    {
        /// <summary>The order in question, where there is one.</summary>
        public Order? Order { get; init; }

        /// <summary>The item as the batch of this reply left it; set in replies to operators and in refusals for phase or stock.</summary>
        public ItemStatus? Status { get; init; }

        /// <summary>
        /// With <see cref="Outcome.LimitReached"/>: the buyer's newest orders, at most <see cref="ItemLimits.NamedOrdersMax"/>.
        /// </summary>
        public ImmutableArray<OrderId> OrderIds { get; init; } = [];

        /// <summary>With <see cref="Outcome.LimitReached"/>: how many orders of the buyer hold or own units, named or not.</summary>
        public int OrderCount { get; init; }

        /// <summary>With <see cref="Outcome.Found"/>, if that was asked: what the buyer has. Then <see cref="OrderIds"/> are set too.</summary>
        public BuyerHoldings? Holdings { get; init; }

        /// <summary>With <see cref="Outcome.CoolingDown"/>: from then on the buyer may reserve again.</summary>
        public DateTimeOffset? RetryAt { get; init; }

        /// <summary>With <see cref="Outcome.Waiting"/>: how many buyers are served before this one.</summary>
        public int Ahead { get; init; }

        /// <summary>
        /// With <see cref="Outcome.OrderNotFound"/>: the revision at which the item has no such order; 0 when it is not known. A message
        /// carries it once for all its replies.
        /// </summary>
        public long Revision { get; init; }
    }
}
