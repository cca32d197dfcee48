using System.ComponentModel;
using Seckill.Host.Errors;
using Seckill.Host.Wire;
using Seckill.Operations.Clusters;

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
    [property: Description("Ids of the items in its memory.")] IReadOnlyList<string> Items,
    [property: Description("Ids of the items whose waiting rooms are in its memory.")] IReadOnlyList<string> Rooms);

/// <summary>Membership and the distribution of items over HTTP.</summary>
internal sealed class ClusterView(ClusterReader cluster)
{
    public async Task<IResult> ReadAsync(CancellationToken cancellation)
    {
        if (await cluster.ReadAsync(cancellation) is not { } read)
            return new Problem(ProblemKind.OutcomeUnknown, "The shard regions do not answer at present.");
        var resource = new ClusterResource(
            read.Self, read.Leader, read.Oldest,
            [.. read.Members.Select(member => new MemberResource(member.Address, member.Roles, member.Status, member.IsReachable))],
            [.. read.Regions.Select(region => new RegionResource(region.Address, region.Shards.Count, region.Items))], read.IsDegraded);
        return new JsonAnswer<ClusterResource>(200, resource, HostJson.Default.ClusterResource);
    }

    /// <summary>The items on this node; for the whole cluster, ask every node.</summary>
    public async Task<IResult> ReadItemsAsync(CancellationToken cancellation)
    {
        if (await cluster.ReadItemsAsync(cancellation) is not { } items || await cluster.ReadRoomsAsync(cancellation) is not { } rooms)
            return new Problem(ProblemKind.OutcomeUnknown, "The shard region does not answer at present.");
        return new JsonAnswer<LocalItemsResource>(200, new LocalItemsResource(cluster.Self, items, rooms), HostJson.Default.LocalItemsResource);
    }
}
