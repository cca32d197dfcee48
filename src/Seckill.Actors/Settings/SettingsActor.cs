using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Settings;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings;

/// <summary>
/// The single writer of the settings that hold for the whole sale: a cluster singleton that decides one command after the other, and
/// applies and answers when its entry is in the journal. A failed write stops it; the restart recovers from the journal. It keeps no
/// snapshots: operators make few changes, and replaying ten thousand takes less than a second. Boards on every node follow it
/// (<see cref="SettingsBoardActor"/>).
/// </summary>
public sealed class SettingsActor : ReceivePersistentActor, IWithTimers
{
    /// <summary>Name of the singleton.</summary>
    public const string Name = "settings";

    /// <summary>The settings' name in the journal. It is stored: never change it. No item's name is like it.</summary>
    public const string JournalId = "settings";

    /// <summary>How often the settings give a sign of life to the boards.</summary>
    public static readonly TimeSpan RepeatEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Commands that wait while one is being written; more are refused.</summary>
    public const int WaitingMax = 100;

    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(5);

    private sealed record Waiting(ISettingsCommand Command, IActorRef Caller);

    private sealed record Flight(SettingsDecision Decision, IActorRef Caller);

    private sealed record Repeat
    {
        public static Repeat Instance { get; } = new();
    }

    private readonly TimeProvider _time;
    private readonly Action<SettingsPublished> _publish;
    private readonly Queue<Waiting> _waiting = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private SettingsState _state = SettingsState.Empty;
    private SettingsCommitted? _newest;
    private Flight? _flight;

    /// <summary>Creates the writer; it recovers by itself.</summary>
    public SettingsActor(TimeProvider time, Action<SettingsPublished> publish)
    {
        (_time, _publish) = (time, publish);
        Recover<SettingsCommitted>(Apply);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        Command<ISettingsCommand>(OnCommand);
        Command<Repeat>(_ => Publish());
    }

    /// <summary>The writer under a supervisor that restarts it with back-off, and meanwhile tells callers that nothing was written.</summary>
    public static Props PropsOf(TimeProvider time, Action<SettingsPublished> publish) => BackoffSupervisor.Props(
        Backoff.OnStop(Props.Create(() => new SettingsActor(time, publish)), Name, BackoffMin, BackoffMax, 0.2, -1)
            .WithSupervisorStrategy(new OneForOneStrategy(-1, -1, _ => Directive.Stop))
            .WithReplyWhileStopped(SettingsAnswer.Unavailable));

    /// <inheritdoc/>
    public override string PersistenceId => JournalId;

    /// <inheritdoc/>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private void OnCommand(ISettingsCommand command)
    {
        if (_waiting.Count >= WaitingMax)
        {
            Sender.Tell(SettingsAnswer.Unavailable);
            return;
        }

        _waiting.Enqueue(new Waiting(command, Sender));
        DecideWaiting();
    }

    private void DecideWaiting()
    {
        while (_flight is null && _waiting.TryDequeue(out var next))
        {
            var decision = SettingsDecider.Decide(_state, next.Command, _time.GetUtcNow());
            if (decision.Entry is null) next.Caller.Tell(decision.Answer);
            else Write(decision, next.Caller);
        }
    }

    private void Write(SettingsDecision decision, IActorRef caller)
    {
        _flight = new Flight(decision, caller);
        PersistAsync(decision.Entry!, OnCommitted);
    }

    private void OnCommitted(SettingsCommitted entry)
    {
        var flight = _flight!;
        _flight = null;
        (_state, _newest) = (flight.Decision.Next, entry);
        EnsureInStep();
        flight.Caller.Tell(flight.Decision.Answer);
        Publish();
        DecideWaiting();
    }

    private void Apply(SettingsCommitted entry) => (_state, _newest) = (_state.Apply(entry), entry);

    private void OnRecovered()
    {
        EnsureInStep();
        Publish();
        Timers.StartPeriodicTimer(Repeat.Instance, Repeat.Instance, RepeatEvery);
    }

    private void Publish() => _publish(new SettingsPublished(_state.Revision, _newest));

    private void EnsureInStep()
    {
        if (_state.Revision != LastSequenceNr)
            throw new InvalidOperationException($"The settings are at revision {_state.Revision}, their journal at {LastSequenceNr}.");
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        EngineMetrics.PersistFailures.Add(1);
        _log.Error(cause, "The settings could not write entry {0}; they restart, and the operator repeats the change", sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        // The default continues, with a change that was never written.
        OnPersistFailure(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _flight?.Caller.Tell(SettingsAnswer.Unknown);
        foreach (var waiting in _waiting) waiting.Caller.Tell(SettingsAnswer.Unavailable);
        base.PostStop();
    }
}
