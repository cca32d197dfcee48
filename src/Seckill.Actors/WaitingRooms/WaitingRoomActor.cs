using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.WaitingRooms.RoomProtocol.IRoomCommand>;

namespace Seckill.Actors.WaitingRooms;

/// <summary>
/// The single writer of one item's waiting room. It draws the places when the item itself says that its sale has started, and then admits
/// people step by step, by what this node's board knows of the item.
/// </summary>
public sealed partial class WaitingRoomActor : GroupCommitWriter<RoomState, RoomCommitted, IRoomCommand, RoomReply>
{
    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick StepTick = new("step");
    private static readonly Tick PublishTick = new("publish");
    private static readonly Tick RepeatTick = new("repeat");

    private readonly ItemId _item;
    private readonly RoomEnvironment _environment;
    private readonly RoomRule _rule;
    private readonly RoomPublisher _publisher;
    private readonly StepClaims _claims = new();
    private bool _isOwnWaiting;

    /// <summary>Creates the writer of one room; it recovers by itself.</summary>
    public WaitingRoomActor(ItemId item, RoomEnvironment environment)
        : base(RoomSharding.PersistenceIdOf(item), RoomState.Empty(item), environment.Limits, environment.Snapshots, environment.Time)
    {
        (_item, _environment, _rule) = (item, environment, environment.Room.Rule);
        _publisher = new RoomPublisher(environment.Publish);

        Command<RoomBatch>(batch => Take(new Waiting(batch.Commands, Sender)));
        Command<ClaimPlaces>(OnClaims);
        Command<WakeRoom>(_ => StopIfNeverOpened());
        Command<StatusPublished>(OnItemStatus);
        Command<StopRoom>(_ => Stop());
        Command<Tick>(OnTick);
    }

    private void OnClaims(ClaimPlaces claims)
    {
        foreach (var number in claims.Numbers) _claims.Hear(State, number);
    }

    private void OnTick(Tick tick)
    {
        if (tick == StepTick) OnStep();
        else if (tick == PublishTick || tick == RepeatTick) _publisher.Publish(State.Face, Now);
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
        _isOwnWaiting = TryQueue(new Waiting([command], Caller: null));
        DecideIfIdle();
    }

    /// <inheritdoc/>
    private protected override Decided Decide(ImmutableArray<IRoomCommand> commands)
    {
        var decision = RoomDecider.Decide(State, commands, Now, _rule, State.Seed is null ? _environment.NewSeed() : null);
        return new Decided(decision.Entry, decision.Next, decision.Replies);
    }

    /// <inheritdoc/>
    private protected override void OnCommitted(Flight flight, RoomState before, RoomCommitted entry)
    {
        _publisher.Changed(before, entry);
        Remember(before);
        Answer(flight);
        if (!Timers.IsTimerActive(RepeatTick.Name)) StartTimers();
        // The draw, and the first to be admitted, are news that people wait for.
        if (before.IsDrawn != State.IsDrawn || before.FirstStepAt != State.FirstStepAt) _publisher.Publish(State.Face, Now);
        else if (!Timers.IsTimerActive(PublishTick.Name)) Timers.StartSingleTimer(PublishTick.Name, PublishTick, StepEvery);
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

    /// <inheritdoc/>
    /// <remarks>Alarms watch the count of refused commands for purchases, and people who come into a room are none.</remarks>
    protected override void OnShed(int commands)
    {
    }

    /// <inheritdoc/>
    protected override void OnOwnDecided(ImmutableArray<IRoomCommand> commands) => _isOwnWaiting = false;

    /// <inheritdoc/>
    protected override RoomReply Overloaded => new(RoomOutcome.Overloaded);

    /// <inheritdoc/>
    protected override RoomReply Unknown => new(RoomOutcome.OutcomeUnknown);

    /// <inheritdoc/>
    protected override object MessageOf(ImmutableArray<RoomReply> replies) => new RoomBatchReply(State.Face, replies, _environment.Node);
}
