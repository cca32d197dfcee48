using System.ComponentModel;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Seckill.Actors.Items;
using Seckill.Host.Errors;
using Seckill.Host.Wire;
using ClusterSettings = Seckill.Actors.Hosting.ClusterSettings;

namespace Seckill.Host.Operators;

/// <summary>The cluster as one node sees it.</summary>
internal sealed record ClusterResource(
    [property: Description("The node that answers.")] string Self,
    string? Leader,
    [property: Description("The member that has been up for longest; the coordinator of the items lives there.")] string? Oldest,
    IReadOnlyList<MemberResource> Members,
    [property: Description("Nodes that host items.")] IReadOnlyList<RegionResource> Regions,
    [property: Description("Whether a member is unreachable or a region did not answer.")] bool Degraded);

/// <summary>One member.</summary>
internal sealed record MemberResource(
    string Address,
    IReadOnlyList<string> Roles,
    [property: Description("`up`, `joining`, `leaving`, `exiting`, `down`, …")] string Status,
    bool Reachable);

/// <summary>The part of the items that lives on one node.</summary>
internal sealed record RegionResource(
    string Address, [property: Description("Shards hosted.")] int Shards, [property: Description("Items in memory.")] int Items);

/// <summary>What lives on the node that answers.</summary>
internal sealed record LocalItemsResource(
    [property: Description("The node that answers.")] string Self,
    [property: Description("Ids of the items in its memory.")] IReadOnlyList<string> Items);

/// <summary>Reads membership and the distribution of items.</summary>
internal sealed class ClusterView(ActorSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<IResult> ReadAsync(CancellationToken cancellation)
    {
        var state = Cluster.Get(system).State;
        var stats = await FindStatsAsync(cancellation);
        if (stats is null) return new Problem(ProblemKind.OutcomeUnknown, "The shard regions do not answer at present.");

        MemberResource[] members = [.. state.Members.Select(member => new MemberResource(
            member.Address.ToString(), [.. member.Roles.Order(StringComparer.Ordinal)], NameOf(member.Status),
            !state.Unreachable.Contains(member)))];
        RegionResource[] regions = [.. stats.Regions
            .Select(region => new RegionResource(region.Key.ToString(), region.Value.Stats.Count, region.Value.Stats.Values.Sum()))
            .OrderBy(region => region.Address, StringComparer.Ordinal)];
        var degraded = !state.Unreachable.IsEmpty || stats.Regions.Values.Any(region => region.Failed.Count > 0);
        var resource = new ClusterResource(
            Cluster.Get(system).SelfAddress.ToString(), state.Leader?.ToString(), OldestOf(state)?.ToString(), members, regions, degraded);
        return new JsonAnswer<ClusterResource>(200, resource, HostJson.Default.ClusterResource);
    }

    /// <summary>The items on this node; for the whole cluster, ask every node.</summary>
    public async Task<IResult> ReadItemsAsync(CancellationToken cancellation)
    {
        try
        {
            var region = ClusterSharding.Get(system).ShardRegion(ItemSharding.TypeName);
            var state = await region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Patience + Patience, cancellation);
            string[] items = [.. state.Shards.SelectMany(shard => shard.EntityIds).Order(StringComparer.Ordinal)];
            var resource = new LocalItemsResource(Cluster.Get(system).SelfAddress.ToString(), items);
            return new JsonAnswer<LocalItemsResource>(200, resource, HostJson.Default.LocalItemsResource);
        }
        catch (AskTimeoutException)
        {
            return new Problem(ProblemKind.OutcomeUnknown, "The shard region does not answer at present.");
        }
    }

    private static Address? OldestOf(ClusterEvent.CurrentClusterState state) => state.Members
        .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving && member.HasRole(ClusterSettings.ItemsRole))
        .Aggregate((Member?)null, (oldest, member) => oldest is null || member.IsOlderThan(oldest) ? member : oldest)?.Address;

    private async Task<ClusterShardingStats?> FindStatsAsync(CancellationToken cancellation)
    {
        try
        {
            var region = ClusterSharding.Get(system).ShardRegion(ItemSharding.TypeName);
            return await region.Ask<ClusterShardingStats>(new GetClusterShardingStats(Patience), Patience + Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static string NameOf(MemberStatus status) => status.ToString().ToLowerInvariant();
}
