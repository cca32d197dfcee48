using Akka.Actor;
using Akka.Cluster;
using Seckill.Actors.Board;
using Seckill.Actors.Health;
using Seckill.Actors.Settings;
using Seckill.Host.FirstRun;
using Seckill.Storage;

namespace Seckill.Host.Health;

/// <summary>
/// Whether this node can sell right now. It checks again each time (answers are shared for half a second, so that probes cannot become a
/// load) and never remembers a yes: a node that was ready may no longer be.
/// </summary>
internal sealed class Readiness(
    Board board, SettingsBoard settings, WarmUp warmUp, ItemPulse items, ActorSystem system, StorageProbe storage, TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<Readiness> log, Welcome? welcome = null)
{
    /// <summary>Longer than the storage's own time-out, which gives a better reason.</summary>
    private static readonly TimeSpan StoragePatience = TimeSpan.FromSeconds(10);

    private readonly SharedProbe _storage = new(cancellation => AskStorageAsync(storage, log, cancellation), StoragePatience, time);

    public bool IsAlive => !system.WhenTerminated.IsCompleted;

    public async Task<HealthChecks> CheckAsync()
    {
        var (answering, stored) = (items.IsBeatingAsync(), _storage.AskAsync());
        return new HealthChecks(
            Board: board.IsComplete,
            Settings: settings.IsComplete,
            Cluster: IsAlive && Cluster.Get(system).SelfMember.Status == MemberStatus.Up,
            Items: await answering && warmUp.IsDone && welcome is not { IsPending: true },
            Storage: await stored,
            Running: !lifetime.ApplicationStopping.IsCancellationRequested);
    }

    private static async Task<bool> AskStorageAsync(StorageProbe storage, ILogger log, CancellationToken cancellation)
    {
        var stores = await storage.CheckAsync(cancellation);
        foreach (var store in stores.Where(store => !store.IsHealthy))
            log.LogWarning("Not ready: {Store}: {Error}", store.Store, store.Error);
        return stores.All(store => store.IsHealthy);
    }
}
