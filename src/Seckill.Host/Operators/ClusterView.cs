using System.ComponentModel;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Seckill.Actors.Items;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators;

/// <summary>The cluster as one node sees it.</summary>
internal sealed record ClusterResource(
    [property: Description("The node that answers.")] string Self,
    string? Leader,
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

/// <summary>Reads membership and the spread of items.</summary>
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
            Cluster.Get(system).SelfAddress.ToString(), state.Leader?.ToString(), members, regions, degraded);
        return new JsonAnswer<ClusterResource>(200, resource, HostJson.Default.ClusterResource);
    }

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
