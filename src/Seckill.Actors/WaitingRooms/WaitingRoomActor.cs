using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;
using Waiting = Seckill.Actors.Items.Waiting<Seckill.Domain.WaitingRooms.RoomProtocol.IRoomCommand>;

namespace Seckill.Actors.WaitingRooms;

/// <summary>
/// The single writer of one item's waiting room, with the item's own group commit: while a write is in flight, commands wait in a bounded
/// buffer; then the whole buffer is decided at once into one entry. It draws the places when the item itself says that its sale has
/// started, and then admits people step by step, by what this node's board knows of the item.
/// </summary>
public sealed partial class WaitingRoomActor : LedgerWriter<RoomState, RoomCommitted>
{
    private sealed record Flight(RoomDecision Decision, Waiting[] Callers);

    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick StepTick = new("step");
    private static readonly Tick PublishTick = new("publish");
    private static readonly Tick RepeatTick = new("repeat");

    private readonly ItemId _item;
    private readonly RoomEnvironment _environment;
    private readonly RoomRule _rule;
    private readonly RoomPublisher _publisher;
    private readonly CommandBuffer<IRoomCommand> _buffer;
    private readonly StepClaims _claims = new();
    private Flight? _flight;
    private bool _isOwnWaiting;

    /// <summary>Creates the writer of one room; it recovers by itself.</summary>
    public WaitingRoomActor(ItemId item, RoomEnvironment environment)
        : base(RoomSharding.PersistenceIdOf(item), RoomState.Empty(item), environment.Limits.SnapshotEveryEntries, environment.Snapshots)
    {
        (_item, _environment, _rule) = (item, environment, environment.Room.Rule);
        _publisher = new RoomPublisher(environment.Publish);
        _buffer = new CommandBuffer<IRoomCommand>(environment.Limits.ItemBufferMax, environment.Limits.ItemBatchMax);

        Command<RoomBatch>(OnCommands);
        Command<ClaimPlaces>(OnClaims);
        Command<WakeRoom>(_ => StopIfNeverOpened());
        Command<StatusPublished>(OnItemStatus);
        Command<StopRoom>(_ => Stop());
        Command<Tick>(OnTick);
    }

    private DateTimeOffset Now => _environment.Time.GetUtcNow();

    private void OnCommands(RoomBatch batch)
    {
        var waiting = new Waiting(batch.Commands, Sender);
        if (IsStopping) Sender.Tell(NotDelivered.Instance);
        else if (_buffer.TryAdd(waiting)) DecideIfIdle();
        else AnswerAll(waiting, RoomOutcome.Overloaded);
    }

    private void OnClaims(ClaimPlaces claims)
    {
        foreach (var number in claims.Numbers) _claims.Hear(State, number);
    }

    private void OnTick(Tick tick)
    {
        if (tick == StepTick) OnStep();
        else if (tick == PublishTick || tick == RepeatTick) _publisher.Publish(State.Face);
    }

    /// <summary>
    /// Before the draw the board only says when to ask: an operator may have moved the start a moment ago, and the seed must not be told
    /// before it. So the item's own word counts.
    /// </summary>
    private void OnStep()
    {
        var (status, isFresh) = _environment.FindItem(_item);
        if (IsStopping || _isOwnWaiting || status is null || State.Seed is null) return;
        if (!State.IsDrawn)
        {
            if (HasStarted(status)) _environment.AskItem(_item, Self);
        }
        else if (isFresh && State.Cursor < State.LastNumber && status.PhaseAt(Now) == Phase.Open)
        {
            DecideOwn(new AdmitPeople(status.Stock.Available, status.LastSequence ?? 0, _claims.Counts));
        }
    }

    private void OnItemStatus(StatusPublished published)
    {
        if (!IsStopping && !_isOwnWaiting && !State.IsDrawn && State.Seed is not null && HasStarted(published.Status)) DecideOwn(new DrawPlaces());
    }

    private bool HasStarted(ItemStatus status) => status.Terms.Queue == ItemQueue.Open && !status.IsClosed && status.Terms.StartsAt <= Now;

    private void DecideOwn(IRoomCommand command)
    {
        // A full buffer leaves it for the next step.
        _isOwnWaiting = _buffer.TryAdd(new Waiting([command], Caller: null));
        DecideIfIdle();
    }

    private void DecideIfIdle()
    {
        if (_flight is null) DecideWaiting();
    }

    /// <summary>Decides the whole buffer, up to the batch limit, until there is something to write or nothing waits.</summary>
    private void DecideWaiting()
    {
        while (!_buffer.IsEmpty)
        {
            var callers = _buffer.TakeBatch();
            var commands = callers.SelectMany(caller => caller.Commands).ToArray();
            var fresh = State.Seed is null ? _environment.NewSeed() : null;
            var flight = new Flight(RoomDecider.Decide(State, commands, Now, _rule, fresh), callers);
            if (flight.Decision.Entry is { } entry)
            {
                Write(flight, entry);
                return;
            }

            Answer(flight);
        }

        StopIfNeverOpened();
    }

    private void Write(Flight flight, RoomCommitted entry)
    {
        _flight = flight;
        PersistAsync(entry, OnCommitted);
    }

    private void OnCommitted(RoomCommitted entry)
    {
        var (flight, before) = (_flight!, State);
        _flight = null;
        Commit(flight.Decision.Next);
        _publisher.Changed(before, entry);
        Remember(before);
        Answer(flight);
        if (!Timers.IsTimerActive(RepeatTick.Name)) StartTimers();
        // The draw, and the first to be admitted, are news that people wait for.
        if (before.IsDrawn != State.IsDrawn || before.FirstStepAt != State.FirstStepAt) _publisher.Publish(State.Face);
        else if (!Timers.IsTimerActive(PublishTick.Name)) Timers.StartSingleTimer(PublishTick.Name, PublishTick, StepEvery);
        SaveWhenDue(entry);
        if (IsStopping) StopWhenWritten();
        else DecideWaiting();
    }

    private void Remember(RoomState before)
    {
        if (State.Cursor != before.Cursor)
        {
            RoomMetrics.Admitted.Add(State.Cursor - before.Cursor);
            _claims.Begin(State.Cursor);
        }

        if (State.ForgottenUpTo != before.ForgottenUpTo) _claims.Forget(State.ForgottenUpTo);
    }

    private void Answer(Flight flight)
    {
        var (from, face) = (0, State.Face);
        foreach (var caller in flight.Callers)
        {
            var count = caller.Commands.Length;
            if (caller.Caller is null) _isOwnWaiting = false;
            else caller.Caller.Tell(new RoomBatchReply(face, ImmutableArray.Create(flight.Decision.Replies, from, count), _environment.Node));
            from += count;
        }
    }

    private void AnswerAll(Waiting waiting, RoomOutcome outcome) => waiting.Caller?.Tell(
        new RoomBatchReply(State.Face, [.. Enumerable.Repeat(new RoomReply(outcome), waiting.Commands.Length)], _environment.Node));
}
