using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// All messages of an item: commands that ask it to act, queries that ask it something, the events that it records, and its replies.
/// </summary>
public static partial class ItemProtocol
{
    /// <summary>An intent. It may be refused, and repeating it is always safe.</summary>
    public interface ICommand;

    /// <summary>An operator's intent, which may depend on what the operator has seen of the item.</summary>
    public interface IOperatorCommand : ICommand
    {
        /// <summary>What the operator has seen; null when there is no expectation.</summary>
        ItemExpectation? ExpectedVersion { get; }

        /// <summary>Who asks, and why. The events that the command causes record it.</summary>
        Attribution By { get; }

        /// <summary>The same command, asked by somebody.</summary>
        IOperatorCommand AskedBy(Attribution by);
    }

    /// <summary>Lists the item, or changes its terms and stock while nothing has been sold.</summary>
    /// <param name="Terms">The wanted terms.</param>
    /// <param name="Stock">
    /// The wanted total, adjustments included, like <see cref="Items.Stock.Total"/>; 0 to <see cref="ItemLimits.StockMax"/>.
    /// </param>
    /// <param name="ExpectedVersion">What the operator has seen; null when there is no expectation.</param>
    public sealed record ListItem(ItemTerms Terms, long Stock, ItemExpectation? ExpectedVersion) : IOperatorCommand
    {
        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;

        /// <inheritdoc/>
        public IOperatorCommand AskedBy(Attribution by) => this with { By = by };
    }

    /// <summary>Adds or removes available units.</summary>
    /// <param name="Delta">Units to add; negative to remove.</param>
    /// <param name="Reason">Why, for the ledger.</param>
    /// <param name="Key">Identifies the intent among those of its operator.</param>
    public sealed record AdjustStock(long Delta, string Reason, IdempotencyKey Key) : IOperatorCommand
    {
        /// <summary>Who asks; null if a node of an earlier version sent the command. Then the key matches every operator's.</summary>
        public BuyerId? Operator { get; init; }

        /// <summary>The request's trace; null when unknown.</summary>
        public TraceId? Trace { get; init; }

        /// <inheritdoc cref="Attribution.Node"/>
        public string? Node { get; init; }

        /// <inheritdoc/>
        public ItemExpectation? ExpectedVersion { get; init; }

        /// <inheritdoc/>
        public Attribution By => AttributionOf(Operator, Trace, Node, Reason);

        /// <summary>The same command, asked by somebody, for the command's own reason.</summary>
        public IOperatorCommand AskedBy(Attribution by)
        {
            ArgumentNullException.ThrowIfNull(by);
            return this with { Operator = by.Actor, Trace = by.Trace, Node = by.Node };
        }
    }

    /// <summary>Stops selling until resumed.</summary>
    public sealed record PauseSale : IOperatorCommand
    {
        /// <inheritdoc/>
        public ItemExpectation? ExpectedVersion { get; init; }

        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;

        /// <inheritdoc/>
        public IOperatorCommand AskedBy(Attribution by) => this with { By = by };
    }

    /// <summary>Sells again.</summary>
    public sealed record ResumeSale : IOperatorCommand
    {
        /// <inheritdoc/>
        public ItemExpectation? ExpectedVersion { get; init; }

        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;

        /// <inheritdoc/>
        public IOperatorCommand AskedBy(Attribution by) => this with { By = by };
    }

    /// <summary>Ends the sale for good.</summary>
    public sealed record CloseSale : IOperatorCommand
    {
        /// <inheritdoc/>
        public ItemExpectation? ExpectedVersion { get; init; }

        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;

        /// <inheritdoc/>
        public IOperatorCommand AskedBy(Attribution by) => this with { By = by };
    }

    /// <summary>
    /// Cancels an order of any buyer. Units of a pending one go back on sale, and so do those of a paid one, whose money is refunded.
    /// </summary>
    /// <param name="Sequence">The order.</param>
    public sealed record RevokeOrder(long Sequence) : IOperatorCommand
    {
        /// <summary>An order has no version: its status alone decides.</summary>
        public ItemExpectation? ExpectedVersion => null;

        /// <inheritdoc/>
        public Attribution By { get; init; } = Attribution.Unknown;

        /// <inheritdoc/>
        public IOperatorCommand AskedBy(Attribution by) => this with { By = by };
    }

    /// <summary>Asks for units.</summary>
    /// <param name="Buyer">Who asks.</param>
    /// <param name="Quantity">How many units.</param>
    /// <param name="Key">Identifies the intent; optional.</param>
    public sealed record ReserveStock(BuyerId Buyer, Quantity Quantity, IdempotencyKey? Key) : ICommand;

    /// <summary>
    /// Asks for units of an item that requires tickets. A command of its own, so that a node of an earlier version does not sell without
    /// remembering the ticket.
    /// </summary>
    /// <param name="Wish">What is asked for.</param>
    /// <param name="Ticket">The ticket. The edge has checked that it is this buyer's, for this item.</param>
    public sealed record ReserveWithTicket(ReserveStock Wish, Ticket Ticket) : ICommand;

    /// <summary>
    /// Asks for units of an item with a limit over its campaign. A command of its own, so that a node of an earlier version does not sell
    /// without the slot.
    /// </summary>
    /// <param name="Wish">What is asked for.</param>
    /// <param name="Slot">The slot, which has been taken and is in the journal.</param>
    public sealed record ReserveWithSlot(ReserveStock Wish, CampaignSlot Slot) : ICommand
    {
        /// <summary>The ticket, as in <see cref="ReserveWithTicket"/>; null when there is none.</summary>
        public Ticket? Ticket { get; init; }
    }

    /// <summary>
    /// Asks what a buyer holds and owns, and what became of slots. It changes nothing, but it is decided among the other commands: an answer
    /// covers whatever was decided before. The reply is <see cref="Outcome.Found"/>, with <see cref="Reply.Holdings"/>.
    /// </summary>
    /// <param name="Buyer">The buyer.</param>
    /// <param name="Slots">Slots of this buyer whose outcome is not known.</param>
    public sealed record CountHoldings(BuyerId Buyer, ImmutableArray<SlotQuestion> Slots) : ICommand;

    /// <summary>
    /// Asks for units while new purchases are switched off: the item answers with the order of an earlier request, if there is one, and
    /// otherwise refuses as if it were paused. A command of its own, so that a node of an earlier version does not sell.
    /// </summary>
    /// <param name="Wish">What was asked for.</param>
    public sealed record RepeatPurchase(ReserveStock Wish) : ICommand;

    /// <summary>Asks for a place on the waiting list of a sold-out item.</summary>
    /// <param name="Buyer">Who asks.</param>
    /// <param name="Ticket">Where the item requires one. The edge has checked that it is this buyer's, for this item.</param>
    public sealed record JoinWaitingList(BuyerId Buyer, Ticket? Ticket) : ICommand;

    /// <summary>Gives the place on the waiting list up. It leaves an offer that was made as it is.</summary>
    /// <param name="Buyer">Who asks.</param>
    public sealed record LeaveWaitingList(BuyerId Buyer) : ICommand;

    /// <summary>
    /// Offers available units to those who wait, as every batch does. The item sends it to itself when more came back than one batch offers,
    /// or when the sale goes on.
    /// </summary>
    public sealed record OfferUnits : ICommand;

    /// <summary>Gives up an unpaid order.</summary>
    /// <param name="Buyer">Who asks; must own the order.</param>
    /// <param name="Sequence">The order.</param>
    public sealed record CancelOrder(BuyerId Buyer, long Sequence) : ICommand;

    /// <summary>Reports that money has arrived for an order.</summary>
    /// <param name="Sequence">The order that the payment was opened for.</param>
    /// <param name="Payment">The provider's id of the payment.</param>
    /// <param name="Amount">How much arrived.</param>
    public sealed record ConfirmPayment(long Sequence, PaymentId Payment, Money Amount) : ICommand
    {
        /// <summary>
        /// When the buyer paid, by the provider's clock; null when that is not known. Money paid before the deadline pays an order that is
        /// still held, however late it is reported.
        /// </summary>
        public DateTimeOffset? PaidAt { get; init; }

        /// <summary>
        /// The report contradicts the provider's book: it names another order or another amount. The money is refunded and pays nothing.
        /// </summary>
        public bool PaysNothing { get; init; }

        /// <summary>
        /// Another payment of the order may still turn out to have been made in time. So if this one is late, it is refunded without ending
        /// the hold.
        /// </summary>
        public bool HasRival { get; init; }
    }

    /// <summary>Reports that a refund was completed.</summary>
    /// <param name="Payment">The payment that was refunded.</param>
    public sealed record SettleRefund(PaymentId Payment) : ICommand;

    /// <summary>Releases orders that were not paid in time. The item sends it to itself.</summary>
    public sealed record ExpireReservations : ICommand
    {
        /// <summary>Releases only those of these orders that are due; null releases every due order.</summary>
        public ImmutableArray<long>? Only { get; init; }
    }

    /// <summary>
    /// Represents a command that only a newer version of the program knows. It decides nothing and is answered with
    /// <see cref="Outcome.Overloaded"/>, so that its sender repeats it until the item's node is upgraded too.
    /// </summary>
    public sealed record UnknownCommand : ICommand;

    /// <summary>
    /// The attribution of an adjustment, which has had an operator and a reason of its own since before the others. The ledger may hold a
    /// reason that the edge would refuse today; it must stay readable.
    /// </summary>
    private static Attribution AttributionOf(BuyerId? actor, TraceId? trace, string? node, string reason) =>
        new() { Actor = actor, Trace = trace, Node = node, Reason = ItemLimits.IsReason(reason) ? reason : null };
}
