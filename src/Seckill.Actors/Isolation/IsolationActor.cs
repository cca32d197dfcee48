using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Event;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;

namespace Seckill.Actors.Isolation;

/// <summary>
/// Makes a node leave the cluster when it alone is cut off from the storage: its items cannot write here, but can elsewhere. The
/// host then ends with a non-zero exit code. After a restart the node waits outside of the cluster until it reaches the storage.
/// </summary>
public sealed class IsolationActor : ReceiveActor, IWithTimers
{
    /// <summary>The topic on which nodes report to each other.</summary>
    internal const string Topic = "seckill.storage";

    private sealed record Probe
    {
        public static Probe Instance { get; } = new();
    }

    private sealed record Probed(StorageReport Report);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly IStorageHealth _storage;
    private readonly StorageReports _reports;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private bool _isLeaving;

    /// <summary>Creates the node's actor.</summary>
    public IsolationActor(IStorageHealth storage, IOptions<SeckillLimits> limits, TimeProvider time)
    {
        _storage = storage;
        _reports = new StorageReports(
            _cluster.SelfUniqueAddress.Uid, TimeSpan.FromMilliseconds(limits.Value.StorageIsolationMs), time);
        Receive<Probe>(_ => ProbeAsync(_storage, _cluster.SelfUniqueAddress.Uid, _stopping.Token).PipeTo(Self));
        Receive<Probed>(OnProbed);
        Receive<StorageReport>(OnReport);
        Receive<SubscribeAck>(_ => { });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _mediator.Tell(new Subscribe(Topic, Self));
        Self.Tell(Probe.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>A task that cannot throw.</summary>
    private static async Task<Probed> ProbeAsync(IStorageHealth storage, int self, CancellationToken cancellation)
    {
        try
        {
            return new Probed(new StorageReport(self, await storage.IsHealthyAsync(cancellation).ConfigureAwait(false)));
        }
#pragma warning disable CA1031 // Any error of the database means that this node does not reach it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new Probed(new StorageReport(self, IsHealthy: false));
        }
    }

    private void OnProbed(Probed probed)
    {
        _mediator.Tell(new Publish(Topic, probed.Report));
        Timers.StartSingleTimer(Probe.Instance, Probe.Instance, Every);
        OnReport(probed.Report);
    }

    private void OnReport(StorageReport report)
    {
        _reports.Take(report);
        if (_isLeaving || !_reports.IsIsolated) return;
        _isLeaving = true;
        _log.Error("This node cannot reach the storage, and others can: it leaves the cluster, so that its items go on there.");
        _cluster.Leave(_cluster.SelfAddress);
    }
}
