using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>
/// The single writer of one item. While a journal write is in flight, commands wait in a bounded buffer; when it has committed,
/// the item applies and answers, and decides the whole buffer at once into one event. There is one state, the committed one.
/// A failed or rejected write stops the actor: nothing was applied, nobody got a yes, and the restart finds the truth in the journal.
/// </summary>
public sealed class ItemActor : ReceivePersistentActor, IWithTimers
{
    private readonly record struct Waiting(ImmutableArray<ICommand> Commands, IActorRef? Caller);

    private sealed record Flight(Decision Decision, Waiting[] Callers, long StartedAt);

    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick DeadlineTick = new("deadline");
    private static readonly Tick PublishTick = new("publish");
    private static readonly Tick RepeatTick = new("repeat");
    private static readonly Tick StopTick = new("stop");
    private static readonly TimeSpan TimerMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);
    private static readonly Waiting ExpireWish = new([new ExpireReservations()], Caller: null);

    private readonly ItemEnvironment _environment;
    private readonly StatusPublisher _publisher;
    private readonly SnapshotPolicy _snapshots;
    private readonly Queue<Waiting> _waiting = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ItemState _state;
    private Flight? _flight;
    private DateTimeOffset? _armedFor;
    private int _waitingCommands;
    private bool _isStopping;

    /// <summary>Makes the writer of one item; it recovers by itself.</summary>
    public ItemActor(ItemId item, ItemEnvironment environment)
    {
        PersistenceId = ItemPersistence.IdOf(item);
        _environment = environment;
        _state = ItemState.Empty(item);
        _publisher = new StatusPublisher(
            environment.Time, TimeSpan.FromMilliseconds(environment.Limits.BoardThrottleMs), environment.Publish);
        _snapshots = new SnapshotPolicy(environment.Limits.SnapshotEveryEntries);

        Recover<SnapshotOffer>(offer => _state = _snapshots.Restored((ItemState)offer.Snapshot));
        Recover<BatchCommitted>(batch =>
        {
            _state = _state.Apply(batch);
            _snapshots.Committed(batch);
        });
        Recover<RecoveryCompleted>(_ => OnRecovered());

        Command<CommandBatch>(OnCommands);
        Command<FindOrder>(OnFindOrder);
        Command<GetHolders>(_ => OnGetHolders());
        Command<WakeItem>(_ => StopIfNeverListed());
        Command<StopItem>(_ => OnStop());
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

    private void OnRecovered()
    {
        SetReceiveTimeout(IdleTimeout);
        if (!_state.IsListed) return;
        _environment.Projection.Recovered(_state.Id, _state.Revision);
        _publisher.Publish(_state.Status!);
        Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
        OweRefunds();
        ArmDeadline();
    }

    private void OnCommands(CommandBatch batch)
    {
        if (_isStopping)
        {
            Sender.Tell(ItemUnavailable.Instance);
        }
        else if (_waitingCommands + batch.Commands.Length > _environment.Limits.ItemBufferMax)
        {
            EngineMetrics.ItemSheds.Add(batch.Commands.Length);
            AnswerAll(new Waiting(batch.Commands, Sender), Outcome.Overloaded);
        }
        else
        {
            Enqueue(new Waiting(batch.Commands, Sender));
        }
    }

    private void OnFindOrder(FindOrder query)
    {
        var order = _state.FindOrder(query.Sequence);
        var outcome = order is not null ? Outcome.Found
            : query.Sequence <= _state.LastSequence ? Outcome.OrderForgotten
            : Outcome.OrderNotFound;
        Sender.Tell(new BatchReply(_state.Id, _state.Revision, [new Reply(outcome) { Order = order }]));
        StopIfNeverListed();
    }

    private void OnGetHolders()
    {
        foreach (var page in HoldersPages.Of(_state)) Sender.Tell(page);
        StopIfNeverListed();
    }

    private void OnTick(Tick tick)
    {
        if (tick == DeadlineTick) OnDeadline();
        else if (tick == PublishTick) _publisher.Publish(_state.Status!);
        else if (tick == RepeatTick) Repeat();
        else if (tick == StopTick) Context.Stop(Self);
    }

    private void OnDeadline()
    {
        _armedFor = null;
        if (!_isStopping) Enqueue(ExpireWish);
    }

    private void Enqueue(Waiting waiting)
    {
        _waiting.Enqueue(waiting);
        _waitingCommands += waiting.Commands.Length;
        if (_flight is null) DecideWaiting();
    }

    /// <summary>Decides the whole buffer, up to the batch limit, until something has to be written or nothing waits.</summary>
    private void DecideWaiting()
    {
        while (_waiting.Count > 0)
        {
            var flight = DecideNext();
            if (flight.Decision.Batch is { } batch)
            {
                Write(flight, batch);
                return;
            }

            Answer(flight);
        }

        StopIfNeverListed();
    }

    private Flight DecideNext()
    {
        var callers = TakeCallers();
        var commands = callers.Length == 1 ? callers[0].Commands : [.. callers.SelectMany(caller => caller.Commands)];
        EngineMetrics.BatchCommands.Record(commands.Length);
        return new Flight(ItemDecider.Decide(_state, commands, Now), callers, _environment.Time.GetTimestamp());
    }

    private void Write(Flight flight, BatchCommitted batch)
    {
        _flight = flight;
        PersistAsync(batch, OnCommitted);
    }

    private Waiting[] TakeCallers()
    {
        var callers = new List<Waiting>();
        var commands = 0;
        while (_waiting.TryPeek(out var next) && (callers.Count == 0 || commands + next.Commands.Length <= _environment.Limits.ItemBatchMax))
        {
            callers.Add(_waiting.Dequeue());
            commands += next.Commands.Length;
        }

        _waitingCommands -= commands;
        return [.. callers];
    }

    private void OnCommitted(BatchCommitted batch)
    {
        var (flight, before) = (_flight!, _state);
        _flight = null;
        _state = flight.Decision.Next;
        if (_state.Revision != LastSequenceNr)
            throw new InvalidOperationException($"{PersistenceId} is at revision {_state.Revision}, its journal at {LastSequenceNr}.");
        Answer(flight);
        EngineMetrics.JournalLatency.Record(_environment.Time.GetElapsedTime(flight.StartedAt).TotalSeconds);
        _environment.Projection.Offer(new LedgerEntry(_state.Id, _state.Revision, batch));
        Announce(before, batch);
        ArmDeadline();
        _snapshots.Committed(batch);
        if (_snapshots.TakeDue(_state)) SaveSnapshot(_state);
        if (_isStopping) FinishStop();
        else DecideWaiting();
    }

    private void Answer(Flight flight)
    {
        var from = 0;
        foreach (var caller in flight.Callers)
        {
            var count = caller.Commands.Length;
            // The item's own wishes have nobody to answer, but may leave more to do.
            if (caller.Caller is null) ArmDeadline();
            else caller.Caller.Tell(new BatchReply(_state.Id, _state.Revision, ImmutableArray.Create(flight.Decision.Replies, from, count)));
            from += count;
        }
    }

    private void AnswerAll(Waiting waiting, Outcome outcome) =>
        waiting.Caller?.Tell(new BatchReply(_state.Id, _state.Revision, [.. Enumerable.Repeat(new Reply(outcome), waiting.Commands.Length)]));

    private void Announce(ItemState before, BatchCommitted batch)
    {
        if (!before.IsListed)
            Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
        if (_publisher.Changed(before, _state, batch) && !Timers.IsTimerActive(PublishTick.Name))
            Timers.StartSingleTimer(PublishTick.Name, PublishTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardThrottleMs));
        if (!ReferenceEquals(before.Refunds, _state.Refunds)) OweRefunds();
    }

    private void Repeat()
    {
        _publisher.Publish(_state.Status!);
        OweRefunds();
    }

    private void OweRefunds()
    {
        ImmutableArray<OwedRefund> owed =
            [.. _state.RefundsDue.Select(refund => new OwedRefund(refund.Value.Sequence, refund.Key, refund.Value.Amount))];
        if (!owed.IsEmpty) _environment.OweRefunds(new RefundsOwed(_state.Id, owed));
    }

    /// <summary>One timer, for the soonest deadline. A timer cannot be late by a restart: recovery arms it anew.</summary>
    private void ArmDeadline()
    {
        if (_state.NextDeadline == _armedFor) return;
        _armedFor = _state.NextDeadline;
        if (_armedFor is not { } deadline)
        {
            Timers.Cancel(DeadlineTick.Name);
            return;
        }

        var delay = deadline - Now;
        // Never early by the scheduler's rounding, never beyond what a timer can hold.
        delay = delay <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : delay > TimerMax ? TimerMax : delay + TimeSpan.FromMilliseconds(1);
        Timers.StartSingleTimer(DeadlineTick.Name, DeadlineTick, delay);
    }

    private void OnIdle()
    {
        if (_flight is null && _waiting.Count == 0 && !_state.IsUnsettledAt(Now)) Passivate();
    }

    /// <summary>An id that somebody asked for but nobody listed leaves no trace: no event, and no actor for long.</summary>
    private void StopIfNeverListed()
    {
        if (!_state.IsListed && _flight is null && _waiting.Count == 0) Passivate();
    }

    // The parent is the back-off supervisor, which passes this on to the shard in its own name.
    private static void Passivate() => Context.Parent.Tell(new Passivate(StopItem.Instance));

    private void OnStop()
    {
        _isStopping = true;
        Timers.StartSingleTimer(StopTick.Name, StopTick, StopTimeout);
        if (_flight is null) FinishStop();
    }

    private void FinishStop()
    {
        if (_snapshots.HasUnsaved) SaveSnapshot(_state);
        else Context.Stop(Self);
    }

    private void OnSnapshotSaved(SaveSnapshotSuccess saved)
    {
        if (_snapshots.Saved(saved.Metadata.SequenceNr) is { } obsolete) DeleteSnapshots(new SnapshotSelectionCriteria(obsolete));
        if (_isStopping) Context.Stop(Self);
    }

    private void OnSnapshotFailed(SaveSnapshotFailure failure)
    {
        // A snapshot only saves time; the journal has everything.
        _log.Warning(failure.Cause, "No snapshot of {0} at {1}", PersistenceId, failure.Metadata.SequenceNr);
        if (_isStopping) Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        EngineMetrics.PersistFailures.Add(1);
        _log.Error(cause, "{0} could not write entry {1}; it restarts and tells its callers to repeat", PersistenceId, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default carries on; with a decision that was never written, nothing after it could be trusted.
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        if (_flight is not null)
        {
            foreach (var caller in _flight.Callers) AnswerAll(caller, Outcome.OutcomeUnknown);
        }

        foreach (var waiting in _waiting) waiting.Caller?.Tell(ItemUnavailable.Instance);
        base.PostStop();
    }
}
