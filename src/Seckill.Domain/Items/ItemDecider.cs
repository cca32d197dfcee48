using System.Collections.Immutable;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

/// <summary>What an item decided about a batch of commands.</summary>
/// <param name="Batch">The one event to write; null when nothing changes.</param>
/// <param name="Next">The state once <paramref name="Batch"/> is committed, equal to applying it; must not be used before.</param>
/// <param name="Replies">One reply per command, in order; valid only once <paramref name="Batch"/> is committed.</param>
public sealed record Decision(BatchCommitted? Batch, ItemState Next, Reply[] Replies);

/// <summary>The rules of the sale: pure functions from the committed state, a batch of commands and the time to a decision.</summary>
public static partial class ItemDecider
{
    /// <summary>Replies that still lack the item's status, by outcome.</summary>
    private static readonly ImmutableArray<Reply> WithoutStatus =
        [.. Enumerable.Range(0, 1 + (int)Enum.GetValues<Outcome>().Max()).Select(outcome => new Reply((Outcome)outcome))];

    /// <summary>
    /// Decides a whole batch in arrival order. Every command sees what earlier commands of the batch decided; it sees no other
    /// uncommitted change.
    /// </summary>
    /// <param name="state">The committed state.</param>
    /// <param name="commands">The batch.</param>
    /// <param name="now">The item's clock.</param>
    /// <param name="churn">How often a buyer may let reservations go; as often as they like when left out.</param>
    /// <param name="waiting">What a waiting list may do; the default when left out.</param>
    public static Decision Decide(
        ItemState state, IReadOnlyList<ICommand> commands, DateTimeOffset now, ChurnRule? churn = null, WaitingRule? waiting = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(commands);
        var session = new Session(state, Moment.Floor(now), churn ?? ChurnRule.Off, waiting ?? WaitingRule.Default);
        var replies = new Reply[commands.Count];
        // The sale may have been resumed, or a node's clock set right, since the last batch.
        session.HandOver();
        for (var i = 0; i < replies.Length; i++)
        {
            replies[i] = session.Decide(commands[i]);
            session.HandOver();
        }

        var events = session.TakeEvents();
        var link = events.IsEmpty ? null : ChainLink.Next(state.Id, state.Revision + 1, state.LedgerHash);
        var batch = link is null ? null : new BatchCommitted(session.Now, events) { Link = link };
        var next = session.Draft.Commit(link, session.Now);
        ShowStatus(replies, next.Status);
        return new Decision(batch, next, replies);
    }

    /// <summary>
    /// Replies show the item as the whole batch leaves it, never an intermediate status: boards and ETags tell statuses apart by
    /// their revision alone. Replies with the same outcome share one object, so a crowd of refusals costs nothing.
    /// </summary>
    private static void ShowStatus(Reply[] replies, ItemStatus? status)
    {
        var shown = new Reply?[WithoutStatus.Length];
        for (var i = 0; i < replies.Length; i++)
        {
            var outcome = (int)replies[i].Outcome;
            if (ReferenceEquals(replies[i], WithoutStatus[outcome])) replies[i] = shown[outcome] ??= replies[i] with { Status = status };
        }
    }

    /// <summary>One call of <see cref="ItemDecider.Decide"/>: the draft, and the events that produced it.</summary>
    private sealed partial class Session(ItemState state, DateTimeOffset now, ChurnRule churn, WaitingRule waiting)
    {
        private readonly ImmutableArray<IEvent>.Builder _events = ImmutableArray.CreateBuilder<IEvent>();
        private readonly ImmutableArray<Reservation>.Builder _reservations = ImmutableArray.CreateBuilder<Reservation>();

        /// <summary>
        /// Tickets of the newest orders; created on demand. Every purchase has one, because the terms of a sold item do not change. Offers have
        /// none: their buyers used one when they joined the waiting list.
        /// </summary>
        private ImmutableArray<Ticket>.Builder? _tickets;

        public ItemDraft Draft { get; } = new(state);

        public DateTimeOffset Now { get; } = now;

        public Reply Decide(ICommand command) => command switch
        {
            ListItem list => List(list),
            _ when Draft.Terms is null => new Reply(OutcomeOfUnlisted(command)),
            ReserveStock reserve => Reserve(reserve, ticket: null, slot: null),
            ReserveWithTicket reserve => Reserve(reserve.Wish, reserve.Ticket, slot: null),
            ReserveWithSlot reserve => Reserve(reserve.Wish, reserve.Ticket, reserve.Slot),
            CountHoldings question => Count(question),
            RepeatPurchase repeat => Repeat(repeat.Wish),
            CancelOrder cancel => Cancel(cancel),
            ConfirmPayment confirm => Confirm(confirm),
            SettleRefund settle => Settle(settle),
            ExpireReservations expire => Expire(expire),
            AdjustStock adjust => Adjust(adjust),
            PauseSale pause => Pause(pause),
            ResumeSale resume => Resume(resume),
            CloseSale close => Close(close),
            RevokeOrder revoke => Revoke(revoke),
            JoinWaitingList join => Join(join),
            LeaveWaitingList leave => Leave(leave),
            OfferUnits => new Reply(Outcome.NothingDue),
            UnknownCommand => new Reply(Outcome.Overloaded),
            _ => throw new InvalidOperationException($"No rule decides a {command.GetType().Name}."),
        };

        /// <summary>A command that expects a version of an unlisted item gets a conflict: the item has no version.</summary>
        private static Outcome OutcomeOfUnlisted(ICommand command) => command switch
        {
            UnknownCommand => Outcome.Overloaded,
            IOperatorCommand { ExpectedVersion: { IsAbsent: false } } => Outcome.VersionConflict,
            _ => Outcome.ItemNotFound,
        };

        public ImmutableArray<IEvent> TakeEvents()
        {
            FlushReservations();
            FlushJoins();
            FlushTickets();
            return _events.ToImmutable();
        }

        private void Record(IEvent change)
        {
            FlushReservations();
            FlushJoins();
            _events.Add(change);
            Draft.Apply(change, Now);
        }

        /// <summary>Turns consecutive reservations into one event; the draft has applied them already, one by one.</summary>
        private void FlushReservations()
        {
            if (_reservations.Count == 0) return;
            _events.Add(new StockReserved(Draft.Terms!.UnitPrice, PayBefore, _reservations.ToImmutable()));
            _reservations.Clear();
        }

        private void FlushTickets()
        {
            if (_tickets is not { Count: > 0 } tickets) return;
            _events.Add(new TicketsUsed(Draft.LastSequence - tickets.Count + 1, tickets.ToImmutable()));
            tickets.Clear();
        }

        private DateTimeOffset PayBefore => Now + Draft.Terms!.PaymentWindow;

        /// <summary>A reply about the item; <see cref="ShowStatus"/> completes it when the batch is decided.</summary>
        private static Reply About(Outcome outcome) => WithoutStatus[(int)outcome];

        private Reply About(Outcome outcome, OrderEntry entry) => new(outcome) { Order = Draft.ToOrder(entry) };
    }
}
