using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <summary>
/// The single writer of one bucket of a campaign. It writes as items do: commands wait while a write is under way, and are then decided
/// together into one event. Reports that come without a wish for a slot are answered at once and wait for the next entry, for
/// <see cref="ReportsWait"/> at most. A crash may lose them: what they said can be asked of the items again.
/// </summary>
public sealed partial class CampaignActor : ReceivePersistentActor, IWithTimers
{
    /// <summary>How long reports wait for a wish to share its entry.</summary>
    public static readonly TimeSpan ReportsWait = TimeSpan.FromMilliseconds(250);

    private sealed record Waiting(ImmutableArray<ICommand> Commands, IActorRef? Caller);

    private sealed record Flight(CampaignDecision Decision, Waiting[] Callers, long StartedAt);

    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick ReportsTick = new("reports");
    private static readonly Tick StopTick = new("stop");

    private readonly CampaignEnvironment _environment;
    private readonly SnapshotPolicy _snapshots;
    private readonly Queue<Waiting> _waiting = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private CampaignState _state;
    private Flight? _flight;
    private int _commandCount;
    private bool _isStopping;

    /// <summary>Creates the writer of one bucket; it recovers by itself.</summary>
    public CampaignActor(CampaignBucket bucket, CampaignEnvironment environment)
    {
        PersistenceId = CampaignSharding.JournalIdOf(bucket);
        _environment = environment;
        _state = CampaignState.Empty(bucket);
        _snapshots = new SnapshotPolicy(environment.Limits.SnapshotEveryEntries);

        Recover<SnapshotOffer>(OnSnapshotOffered);
        Recover<SlotsCommitted>(OnReplayed);
        Recover<RecoveryCompleted>(_ => OnRecovered());

        Command<CampaignBatch>(OnBatch);
        Command<StopCampaign>(_ => OnStop());
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
    public override Recovery Recovery => new(_environment.Snapshots.For(PersistenceId));

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private void OnBatch(CampaignBatch batch)
    {
        if (_isStopping)
        {
            Sender.Tell(NotDelivered.Instance);
        }
        else if (_commandCount + batch.Commands.Length > _environment.Limits.ItemBufferMax)
        {
            EngineMetrics.ItemSheds.Add(batch.Commands.Length);
            AnswerAll(Sender, batch.Commands.Length, SlotOutcome.Overloaded);
        }
        else if (batch.Commands.Any(command => command is TakeSlot))
        {
            Enqueue(new Waiting(batch.Commands, Sender));
            if (_flight is null) DecideWaiting();
        }
        else
        {
            Enqueue(new Waiting(batch.Commands, Caller: null));
            if (!Timers.IsTimerActive(ReportsTick.Name)) Timers.StartSingleTimer(ReportsTick.Name, ReportsTick, ReportsWait);
            AnswerAll(Sender, batch.Commands.Length, SlotOutcome.Noted);
        }
    }

    private void Enqueue(Waiting waiting)
    {
        _waiting.Enqueue(waiting);
        _commandCount += waiting.Commands.Length;
    }

    private void OnTick(Tick tick)
    {
        if (tick == StopTick) Context.Stop(Self);
        else if (_flight is null) DecideWaiting();
    }

    /// <summary>Decides the whole buffer, up to the batch limit, until there is something to write or nothing waits.</summary>
    private void DecideWaiting()
    {
        while (_waiting.Count > 0)
        {
            var callers = TakeBatch();
            ICommand[] commands = [.. callers.SelectMany(caller => caller.Commands)];
            var decision = CampaignDecider.Decide(_state, commands, _environment.Time.GetUtcNow(), _environment.Rule);
            var flight = new Flight(decision, callers, _environment.Time.GetTimestamp());
            if (decision.Batch is { } batch)
            {
                Write(flight, batch);
                return;
            }

            Answer(flight);
        }
    }

    private void Write(Flight flight, SlotsCommitted batch)
    {
        _flight = flight;
        PersistAsync(batch, OnCommitted);
    }

    /// <summary>Never splits a message, and takes at least one.</summary>
    private Waiting[] TakeBatch()
    {
        var batch = new List<Waiting>();
        var commands = 0;
        while (_waiting.TryPeek(out var next) && (batch.Count == 0 || commands + next.Commands.Length <= _environment.Limits.ItemBatchMax))
        {
            batch.Add(_waiting.Dequeue());
            commands += next.Commands.Length;
        }

        _commandCount -= commands;
        return [.. batch];
    }

    private void OnCommitted(SlotsCommitted batch)
    {
        var flight = _flight!;
        _flight = null;
        _state = flight.Decision.Next;
        EnsureInStep();
        Answer(flight);
        EngineMetrics.JournalLatency.Record(_environment.Time.GetElapsedTime(flight.StartedAt).TotalSeconds);
        _snapshots.Committed(batch.Events.Length);
        if (_snapshots.TakeDue(_state.Buyers.Count)) SaveSnapshot(_state);
        if (_waiting.Count > 0) DecideWaiting();
        if (_isStopping && _flight is null) FinishStop();
    }

    private void Answer(Flight flight)
    {
        var from = 0;
        foreach (var caller in flight.Callers)
        {
            var count = caller.Commands.Length;
            caller.Caller?.Tell(ReplyOf(ImmutableArray.Create(flight.Decision.Answers, from, count)));
            from += count;
        }
    }

    private void AnswerAll(IActorRef caller, int count, SlotOutcome outcome) =>
        caller.Tell(ReplyOf([.. Enumerable.Repeat(new SlotAnswer(outcome), count)]));

    private CampaignReply ReplyOf(ImmutableArray<SlotAnswer> answers) => new(_state.Bucket, answers, _environment.Node);
}
