using Seckill.Faults.Topology;
using Seckill.Testing;
using Xunit;

namespace Seckill.Cluster.Tests.Testing;

/// <summary>One cluster for many tests: starting three nodes takes seconds. A test that leaves it broken does not break the next one.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SaleCluster? _cluster;

    /// <summary>Why there can be no cluster here; null when there can.</summary>
    public static string? MissingReason => PostgresServer.MissingReason ?? SkewedClock.MissingReason;

    /// <summary>A cluster that is whole: the one of the test before, unless that has broken it.</summary>
    internal async Task<SaleCluster> WholeAsync()
    {
        if (_cluster is not null && await _cluster.TryWaitWholeAsync(Patience)) return _cluster;
        if (_cluster is not null) await _cluster.DisposeAsync();
        _cluster = null;
        return _cluster = await SaleCluster.StartAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
