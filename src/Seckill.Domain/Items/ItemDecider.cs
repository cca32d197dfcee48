using System.Collections.Immutable;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

/// <summary>What an item decided about a batch of commands.</summary>
/// <param name="Batch">The one event to write; null when nothing changes.</param>
/// <param name="Next">The state once <paramref name="Batch"/> is committed; equals applying it, and must not be used before.</param>
/// <param name="Replies">One reply per command, in their order; true only once <paramref name="Batch"/> is committed.</param>
public sealed record Decision(BatchCommitted? Batch, ItemState Next, Reply[] Replies);

/// <summary>The rules of the sale: pure functions from the committed state, a batch of commands and the time to a decision.</summary>
public static partial class ItemDecider
{
    /// <summary>
    /// Decides a whole batch in arrival order. Every command sees what the earlier ones of the batch decided, and nothing else
    /// that is not committed.
    /// </summary>
    /// <param name="state">The committed state.</param>
    /// <param name="commands">The batch.</param>
    /// <param name="now">The item's clock.</param>
    public static Decision Decide(ItemState state, IReadOnlyList<ICommand> commands, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(commands);
        var session = new Session(state, Moment.Floor(now));
        var replies = new Reply[commands.Count];
        for (var i = 0; i < replies.Length; i++) replies[i] = session.Decide(commands[i]);
        var events = session.TakeEvents();
        return events.IsEmpty
            ? new Decision(null, state, replies)
            : new Decision(new BatchCommitted(session.Now, events), session.Draft.Commit(), replies);
    }

    /// <summary>One call of <see cref="ItemDecider.Decide"/>: the draft, and the events that led to it.</summary>
    private sealed partial class Session(ItemState state, DateTimeOffset now)
    {
        private readonly ImmutableArray<IEvent>.Builder _events = ImmutableArray.CreateBuilder<IEvent>();
        private readonly ImmutableArray<Reservation>.Builder _reservations = ImmutableArray.CreateBuilder<Reservation>();

        public ItemDraft Draft { get; } = new(state);

        public DateTimeOffset Now { get; } = now;

        public Reply Decide(ICommand command) => command switch
        {
            ListItem list => List(list),
            _ when Draft.Terms is null => new Reply(Outcome.ItemNotFound),
            ReserveStock reserve => Reserve(reserve),
            CancelOrder cancel => Cancel(cancel),
            ConfirmPayment confirm => Confirm(confirm),
            SettleRefund settle => Settle(settle),
            ExpireReservations => Expire(),
            AdjustStock adjust => Adjust(adjust),
            PauseSale => Pause(),
            ResumeSale => Resume(),
            CloseSale => Close(),
            _ => throw new InvalidOperationException($"No rule decides a {command.GetType().Name}."),
        };

        public ImmutableArray<IEvent> TakeEvents()
        {
            FlushReservations();
            return _events.ToImmutable();
        }

        private void Record(IEvent change)
        {
            FlushReservations();
            _events.Add(change);
            Draft.Apply(change, Now);
        }

        /// <summary>Consecutive reservations become one event; the draft has taken them in one by one already.</summary>
        private void FlushReservations()
        {
            if (_reservations.Count == 0) return;
            _events.Add(new StockReserved(Draft.Terms!.UnitPrice, PayBefore, _reservations.ToImmutable()));
            _reservations.Clear();
        }

        private DateTimeOffset PayBefore => Now + Draft.Terms!.PaymentWindow;

        private Reply About(Outcome outcome) => new(outcome) { Status = Draft.Status };

        private Reply About(Outcome outcome, OrderEntry entry) => new(outcome) { Order = Draft.ToOrder(entry) };
    }
}
