using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Seckill.Actors.Hosting;

namespace Seckill.Actors.Ledger;

/// <summary>How writers of ledgers are spread over the cluster: alike for items, waiting rooms and buckets of campaigns.</summary>
internal static class LedgerShards
{
    /// <summary>Options of a region of writers.</summary>
    /// <param name="stopMessage">What a writer is told when its shard moves.</param>
    public static ShardOptions OptionsWith(object stopMessage) => new()
    {
        StateStoreMode = StateStoreMode.DData,
        RememberEntities = false,
        Role = ClusterSettings.ItemsRole,
        // Writers decide by themselves when they have nothing left to do.
        ShouldPassivateIdleEntities = false,
        HandOffStopMessage = stopMessage,
    };
}
