using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Items;
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
public sealed partial class WaitingRoomActor : ReceivePersistentActor, IWithTimers
{
    private sealed record Flight(RoomDecision Decision, Waiting[] Callers);

    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick StepTick = new("step");
    private static readonly Tick PublishTick = new("publish");
    private static readonly Tick RepeatTick = new("repeat");
    private static readonly Tick StopTick = new("stop");

    private readonly ItemId _item;
    private readonly RoomEnvironment _environment;
    private readonly RoomRule _rule;
    private readonly RoomPublisher _publisher;
    private readonly CommandBuffer<IRoomCommand> _buffer;
    private readonly StepClaims _claims = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RoomState _state;
    private Flight? _flight;
    private bool _isOwnWaiting;
    private bool _isStopping;

    /// <summary>Creates the writer of one room; it recovers by itself.</summary>
    public WaitingRoomActor(ItemId item, RoomEnvironment environment)
    {
        PersistenceId = RoomSharding.PersistenceIdOf(item);
        (_item, _environment, _rule) = (item, environment, environment.Room.Rule);
        _state = RoomState.Empty(item);
        _publisher = new RoomPublisher(environment.Publish);
        _buffer = new CommandBuffer<IRoomCommand>(environment.Limits.ItemBufferMax, environment.Limits.ItemBatchMax);

        Recover<SnapshotOffer>(OnSnapshotOffered);
        Recover<RoomCommitted>(OnReplayed);
        Recover<RecoveryCompleted>(_ => OnRecovered());

        Command<RoomBatch>(OnCommands);
        Command<ClaimPlaces>(OnClaims);
        Command<WakeRoom>(_ => StopIfNeverOpened());
        Command<StatusPublished>(OnItemStatus);
        Command<StopRoom>(_ => OnStop());
        Command<Tick>(OnTick);
        Command<ReceiveTimeout>(_ => OnIdle());
        Command<SaveSnapshotSuccess>(OnSnapshotSaved);
        Command<SaveSnapshotFailure>(OnSnapshotFailed);
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => _log.Warning(failure.Cause, "Old snapshots of {0} stay for now", PersistenceId));
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _environment.Time.GetUtcNow();

    private void OnCommands(RoomBatch batch)
    {
        var waiting = new Waiting(batch.Commands, Sender);
        if (_isStopping) Sender.Tell(NotDelivered.Instance);
        else if (_buffer.TryAdd(waiting)) DecideIfIdle();
        else AnswerAll(waiting, RoomOutcome.Overloaded);
    }

    private void OnClaims(ClaimPlaces claims)
    {
        foreach (var number in claims.Numbers) _claims.Hear(_state, number);
    }

    private void OnTick(Tick tick)
    {
        if (tick == StepTick) OnStep();
        else if (tick == PublishTick || tick == RepeatTick) _publisher.Publish(_state.Face);
        else if (tick == StopTick) Context.Stop(Self);
    }

    /// <summary>
    /// Before the draw the board only says when to ask: an operator may have moved the start a moment ago, and the seed must not be told
    /// before it. So the item's own word counts.
    /// </summary>
    private void OnStep()
    {
        var (status, isFresh) = _environment.FindItem(_item);
        if (_isStopping || _isOwnWaiting || status is null || _state.Seed is null) return;
        if (!_state.IsDrawn)
        {
            if (HasStarted(status)) _environment.AskItem(_item, Self);
        }
        else if (isFresh && _state.Cursor < _state.LastNumber && status.PhaseAt(Now) == Phase.Open)
        {
            DecideOwn(new AdmitPeople(status.Stock.Available, status.LastSequence ?? 0, _claims.Counts));
        }
    }

    private void OnItemStatus(StatusPublished published)
    {
        if (!_isStopping && !_isOwnWaiting && !_state.IsDrawn && _state.Seed is not null && HasStarted(published.Status)) DecideOwn(new DrawPlaces());
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
            var fresh = _state.Seed is null ? _environment.NewSeed() : null;
            var flight = new Flight(RoomDecider.Decide(_state, commands, Now, _rule, fresh), callers);
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
        var (flight, before) = (_flight!, _state);
        _flight = null;
        _state = flight.Decision.Next;
        EnsureInStep();
        _publisher.Changed(before, entry);
        Remember(before);
        Answer(flight);
        if (!Timers.IsTimerActive(RepeatTick.Name)) StartTimers();
        // The draw, and the first to be admitted, are news that people wait for.
        if (before.IsDrawn != _state.IsDrawn || before.FirstStepAt != _state.FirstStepAt) _publisher.Publish(_state.Face);
        else if (!Timers.IsTimerActive(PublishTick.Name)) Timers.StartSingleTimer(PublishTick.Name, PublishTick, StepEvery);
        CountForSnapshot(entry);
        if (_isStopping) FinishStop();
        else DecideWaiting();
    }

    private void Remember(RoomState before)
    {
        if (_state.Cursor != before.Cursor)
        {
            RoomMetrics.Admitted.Add(_state.Cursor - before.Cursor);
            _claims.Begin(_state.Cursor);
        }

        if (_state.ForgottenUpTo != before.ForgottenUpTo) _claims.Forget(_state.ForgottenUpTo);
    }

    private void Answer(Flight flight)
    {
        var (from, face) = (0, _state.Face);
        foreach (var caller in flight.Callers)
        {
            var count = caller.Commands.Length;
            if (caller.Caller is null) _isOwnWaiting = false;
            else caller.Caller.Tell(new RoomBatchReply(face, ImmutableArray.Create(flight.Decision.Replies, from, count), _environment.Node));
            from += count;
        }
    }

    private void AnswerAll(Waiting waiting, RoomOutcome outcome) => waiting.Caller?.Tell(
        new RoomBatchReply(_state.Face, [.. Enumerable.Repeat(new RoomReply(outcome), waiting.Commands.Length)], _environment.Node));
}
