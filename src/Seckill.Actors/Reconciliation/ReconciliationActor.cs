using Akka.Actor;
using Akka.Event;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// Cluster singleton that compares ledger, orders table and payments of all items, again and again. While the storage is away it pauses, for
/// longer each time.
/// </summary>
public sealed class ReconciliationActor : ReceiveActor, IWithTimers
{
    private sealed record Step
    {
        public static Step Instance { get; } = new();
    }

    /// <param name="Pause">How long to pause; null when the step has failed.</param>
    /// <param name="Error">Why it has failed; otherwise null.</param>
    private sealed record Stepped(TimeSpan? Pause, Exception? Error);

    private static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(60);

    private readonly ReconciliationRound _round;
    private readonly LogThrottle _throttle;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private TimeSpan _backoff = BackoffMin;

    /// <summary>Creates the singleton.</summary>
    public ReconciliationActor(ReconciliationRound round, TimeProvider time)
    {
        (_round, _throttle) = (round, new LogThrottle(time, BackoffMax));
        Receive<Step>(_ => StepAsync().PipeTo(Self));
        Receive<Stepped>(OnStepped);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Self.Tell(Step.Instance);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnStepped(Stepped stepped)
    {
        if (stepped.Pause is { } pause)
        {
            _backoff = BackoffMin;
            if (pause == TimeSpan.Zero) Self.Tell(Step.Instance);
            else Timers.StartSingleTimer(Step.Instance, Step.Instance, pause);
            return;
        }

        if (_throttle.IsOpen(out var untold))
            _log.Warning("The books cannot be compared at present: {0} ({1} more)", stepped.Error!.Message, untold);
        Timers.StartSingleTimer(Step.Instance, Step.Instance, _backoff);
        _backoff = _backoff * 2 < BackoffMax ? _backoff * 2 : BackoffMax;
    }

    /// <summary>A task that cannot throw.</summary>
    private async Task<Stepped> StepAsync()
    {
        try
        {
            return new Stepped(await _round.StepAsync(_stopping.Token).ConfigureAwait(false), Error: null);
        }
#pragma warning disable CA1031 // After any error the same step is tried again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Stepped(Pause: null, error);
        }
    }
}
