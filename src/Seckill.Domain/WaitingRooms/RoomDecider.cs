using System.Collections.Immutable;
using Seckill.Domain.Shared;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.WaitingRooms;

/// <summary>What a waiting room decided about a batch of commands.</summary>
/// <param name="Entry">The one event to write; null when nothing changes.</param>
/// <param name="Next">The state once that is committed; must not be used before.</param>
/// <param name="Replies">One reply per command, in order; valid only once the entry is committed.</param>
public sealed record RoomDecision(RoomCommitted? Entry, RoomState Next, RoomReply[] Replies);

/// <summary>The rules of the waiting room: pure functions from the committed state, a batch of commands and the time to a decision.</summary>
public static class RoomDecider
{
    /// <summary>Decides a whole batch in arrival order; every command sees what earlier ones decided.</summary>
    /// <param name="state">The committed state.</param>
    /// <param name="commands">The batch.</param>
    /// <param name="now">The room's clock.</param>
    /// <param name="rule">How it admits people.</param>
    /// <param name="fresh">A seed that nobody has seen, for a room without one; null when it has one.</param>
    public static RoomDecision Decide(
        RoomState state, IReadOnlyList<IRoomCommand> commands, DateTimeOffset now, RoomRule rule, RoomSeed? fresh = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(commands);
        var session = new Session(state, Moment.Floor(now), rule, fresh);
        var replies = new RoomReply[commands.Count];
        for (var i = 0; i < replies.Length; i++) replies[i] = session.Decide(commands[i]);
        var events = session.TakeEvents();
        return new RoomDecision(events.IsEmpty ? null : new RoomCommitted(session.Now, events), session.Draft.Commit(session.Now), replies);
    }

    private sealed class Session(RoomState state, DateTimeOffset now, RoomRule rule, RoomSeed? fresh)
    {
        private readonly ImmutableArray<IRoomEvent>.Builder _events = ImmutableArray.CreateBuilder<IRoomEvent>();
        private readonly ImmutableArray<BuyerId>.Builder _joined = ImmutableArray.CreateBuilder<BuyerId>();
        private int _firstJoined;

        public RoomDraft Draft { get; } = new(state);

        public DateTimeOffset Now { get; } = now;

        public RoomReply Decide(IRoomCommand command) => command switch
        {
            JoinRoom join => Join(join.Buyer),
            FindPlace find => Find(find.Buyer),
            LeaveRoom leave => Leave(leave.Buyer),
            AdmitPeople admit => Admit(admit),
            DrawPlaces => DrawAll(),
            OpenRoom => Open(),
            UnknownRoomCommand => new RoomReply(RoomOutcome.Overloaded),
            _ => throw new InvalidOperationException($"No rule decides a {command.GetType().Name}."),
        };

        public ImmutableArray<IRoomEvent> TakeEvents()
        {
            FlushJoined();
            return _events.ToImmutable();
        }

        private RoomReply Open()
        {
            if (Draft.Seed is null) Record(new SeedChosen(fresh ?? throw new InvalidOperationException("A new room needs a fresh seed.")));
            return new RoomReply(RoomOutcome.Opened);
        }

        /// <summary>
        /// Whoever has a place keeps it, also after leaving for a moment. Whose ticket is over, or who was away for longer, gets the next
        /// number, like everybody who is new.
        /// </summary>
        private RoomReply Join(BuyerId buyer)
        {
            if (Draft.Seed is null) return new RoomReply(RoomOutcome.NotOpen);
            if (Draft.Find(buyer) is not { } place)
                return Draft.PeopleCount < rule.PeopleMax ? Admit(buyer) : new RoomReply(RoomOutcome.Full);
            if (Draft.IsOver(place.Number, Now)) return Admit(buyer);
            if (!place.IsLeft) return new RoomReply(RoomOutcome.Present, place.Number);
            if (Now.ToUnixTimeMilliseconds() - place.LeftAtMs > rule.Grace.TotalMilliseconds) return Admit(buyer);
            Record(new PersonReturned(buyer));
            return new RoomReply(RoomOutcome.Present, place.Number);
        }

        private RoomReply Admit(BuyerId buyer)
        {
            if (_joined.Count == 0) _firstJoined = Draft.IsDrawn ? Draft.LastNumber + 1 : 0;
            _joined.Add(buyer);
            return new RoomReply(RoomOutcome.Joined, Draft.Join(buyer));
        }

        private RoomReply Find(BuyerId buyer) => Draft.Find(buyer) is { IsLeft: false } place
            ? new RoomReply(RoomOutcome.Present, place.Number)
            : new RoomReply(RoomOutcome.Absent);

        private RoomReply Leave(BuyerId buyer)
        {
            if (Draft.Find(buyer) is { IsLeft: false } place && !Draft.IsOver(place.Number, Now)) Record(new PersonLeft(buyer));
            return new RoomReply(RoomOutcome.Absent);
        }

        private RoomReply DrawAll()
        {
            if (Draft.Seed is { } seed && !Draft.IsDrawn) Record(new PlacesDrawn(seed, Draft.PeopleCount));
            return new RoomReply(RoomOutcome.Done);
        }

        /// <summary>
        /// Moves the cursor so that the tickets that are out and alive are <see cref="RoomRule.Factor"/> times the units that can be sold.
        /// Numbers that were given up cost nothing.
        /// </summary>
        private RoomReply Admit(AdmitPeople wish)
        {
            if (!Draft.IsDrawn) return new RoomReply(RoomOutcome.Done);
            var wanted = Math.Ceiling(wish.Available * rule.Factor) - CountAlive(wish);
            if (rule.PerSecondMax > 0) wanted = Math.Min(wanted, Math.Floor(rule.PerSecondMax * SecondsSinceStep()));
            var cursor = Draft.Cursor;
            for (var people = 0L; cursor < Draft.LastNumber && (people < wanted || (people > 0 && Draft.IsLeft(cursor + 1))); cursor++)
            {
                if (!Draft.IsLeft(cursor + 1)) people++;
            }

            if (cursor > Draft.Cursor) Record(new PeopleAdmitted(cursor, Now + rule.TicketLifetime, wish.Orders));
            return new RoomReply(RoomOutcome.Done);
        }

        /// <summary>
        /// Tickets that may still buy something: those of living steps, without the people who left or were not heard of, and without the
        /// orders made since.
        /// </summary>
        private double CountAlive(AdmitPeople wish)
        {
            var (alive, after, ordersBefore) = (0L, state.ForgottenUpTo, (long?)null);
            foreach (var step in Draft.Steps)
            {
                if (step.ExpiresAt > Now)
                {
                    ordersBefore ??= step.Orders;
                    var isHeard = wish.Claimed.TryGetValue(step.UpTo, out var claimed) && step.At + rule.ClaimWithin <= Now;
                    alive += isHeard ? claimed : step.UpTo - after - state.CountLeft(after, step.UpTo);
                }

                after = step.UpTo;
            }

            return Math.Max(0, alive - Math.Max(0, wish.Orders - (ordersBefore ?? wish.Orders)));
        }

        /// <summary>At most a second, so that a pause is not made up for at once.</summary>
        private double SecondsSinceStep() =>
            Draft.Steps.IsEmpty ? 1 : Math.Clamp((Now - Draft.Steps[^1].At).TotalSeconds, 0, 1);

        private void Record(IRoomEvent change)
        {
            FlushJoined();
            _events.Add(change);
            Draft.Apply(change, Now);
        }

        /// <summary>Turns consecutive joins into one event; the draft has applied them already, one by one.</summary>
        private void FlushJoined()
        {
            if (_joined.Count == 0) return;
            _events.Add(new PeopleJoined(_firstJoined, _joined.ToImmutable()));
            _joined.Clear();
        }
    }
}
