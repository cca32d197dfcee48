using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Seckill.Actors.Items;
using Seckill.Actors.WaitingRooms;
using ClusterSettings = Seckill.Actors.Hosting.ClusterSettings;

namespace Seckill.Operations.Clusters;

/// <summary>Reads membership and the distribution of items.</summary>
public sealed class ClusterReader(ActorSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The address of this node.</summary>
    public string Self => Cluster.Get(system).SelfAddress.ToString();

    /// <summary>The cluster as this node sees it; null when the shard regions do not answer.</summary>
    public async Task<ClusterReading?> ReadAsync(CancellationToken cancellation)
    {
        var state = Cluster.Get(system).State;
        if (await FindStatsAsync(cancellation).ConfigureAwait(false) is not { } stats) return null;
        RegionReading[] regions = [.. stats.Regions
            .Select(region => new RegionReading(region.Key.ToString(), region.Value.Stats))
            .OrderBy(region => region.Address, StringComparer.Ordinal)];
        var isDegraded = !state.Unreachable.IsEmpty || stats.Regions.Values.Any(region => region.Failed.Count > 0);
        return new ClusterReading(
            Self, state.Leader?.ToString(), OldestOf(state)?.ToString(), MembersOf(state), regions, isDegraded);
    }

    /// <summary>The ids of the items on this node, in order; null when its shard region does not answer.</summary>
    public Task<IReadOnlyList<string>?> ReadItemsAsync(CancellationToken cancellation) => ReadEntitiesAsync(ItemSharding.TypeName, cancellation);

    /// <summary>The ids of the items whose waiting rooms are on this node, in order; null when its shard region does not answer.</summary>
    public Task<IReadOnlyList<string>?> ReadRoomsAsync(CancellationToken cancellation) => ReadEntitiesAsync(RoomSharding.TypeName, cancellation);

    private async Task<IReadOnlyList<string>?> ReadEntitiesAsync(string typeName, CancellationToken cancellation)
    {
        try
        {
            var region = ClusterSharding.Get(system).ShardRegion(typeName);
            var state = await region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience + Patience, cancellation).ConfigureAwait(false);
            return [.. state.Shards.SelectMany(shard => shard.EntityIds).Order(StringComparer.Ordinal)];
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static MemberReading[] MembersOf(ClusterEvent.CurrentClusterState state) =>
    [
        .. state.Members.Select(member => new MemberReading(
            member.Address.ToString(), [.. member.Roles.Order(StringComparer.Ordinal)], member.Status.ToString().ToLowerInvariant(),
            !state.Unreachable.Contains(member))),
    ];

    private static Address? OldestOf(ClusterEvent.CurrentClusterState state) => state.Members
        .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving && member.HasRole(ClusterSettings.ItemsRole))
        .Aggregate((Member?)null, (oldest, member) => oldest is null || member.IsOlderThan(oldest) ? member : oldest)?.Address;

    private async Task<ClusterShardingStats?> FindStatsAsync(CancellationToken cancellation)
    {
        try
        {
            var region = ClusterSharding.Get(system).ShardRegion(ItemSharding.TypeName);
            return await region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience), Patience + Patience, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
