using Akka.Actor;
using Akka.Cluster;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Host.FirstRun;
using Seckill.Storage;

namespace Seckill.Host.Health;

/// <summary>
/// Whether this node can sell right now. Asked again each time, never remembered as true: a node that was ready may not be any more.
/// </summary>
internal sealed class Readiness(
    Board board, WarmUp warmUp, ActorSystem system, StorageProbe storage, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<Readiness> log, Welcome? welcome = null)
{
    /// <summary>How long one answer of the storage serves every asker, so that probes cannot become a load.</summary>
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task<bool>? _probe;
    private long _probedAt;

    public bool IsAlive => !system.WhenTerminated.IsCompleted;

    public async Task<HealthChecks> CheckAsync() => new(
        Board: board.IsComplete,
        Cluster: IsAlive && Cluster.Get(system).SelfMember.Status == MemberStatus.Up,
        Items: warmUp.IsDone && welcome is not { IsPending: true },
        Storage: await ProbeAsync(),
        Running: !lifetime.ApplicationStopping.IsCancellationRequested);

    private Task<bool> ProbeAsync()
    {
        lock (_gate)
        {
            var isFresh = _probe is not null && (!_probe.IsCompleted || time.GetElapsedTime(_probedAt) < ProbeEvery);
            if (!isFresh) (_probe, _probedAt) = (AskStorageAsync(), time.GetTimestamp());
            return _probe!;
        }
    }

    private async Task<bool> AskStorageAsync()
    {
        var stores = await storage.CheckAsync(lifetime.ApplicationStopped);
        foreach (var store in stores.Where(store => !store.IsHealthy))
            log.LogWarning("Not ready: {Store}: {Error}", store.Store, store.Error);
        return stores.All(store => store.IsHealthy);
    }
}
