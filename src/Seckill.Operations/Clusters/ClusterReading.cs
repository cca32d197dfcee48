namespace Seckill.Operations.Clusters;

/// <summary>The cluster as one node sees it.</summary>
/// <param name="Self">The node that answers.</param>
/// <param name="Leader">The leader; null while there is none.</param>
/// <param name="Oldest">The member with items that has been up for longest; the coordinator of the items lives there.</param>
/// <param name="Members">All members.</param>
/// <param name="Regions">Nodes that host items, in the order of their addresses.</param>
/// <param name="IsDegraded">Whether a member is unreachable or a region did not answer.</param>
public sealed record ClusterReading(
    string Self, string? Leader, string? Oldest, IReadOnlyList<MemberReading> Members, IReadOnlyList<RegionReading> Regions, bool IsDegraded);

/// <summary>One member.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Roles">Its roles, in order.</param>
/// <param name="Status">Its status in lower case.</param>
/// <param name="IsReachable">Whether this node can reach it.</param>
public sealed record MemberReading(string Address, IReadOnlyList<string> Roles, string Status, bool IsReachable);

/// <summary>The part of the items that lives on one node.</summary>
/// <param name="Address">The node.</param>
/// <param name="Shards">Items in memory, by shard.</param>
public sealed record RegionReading(string Address, IReadOnlyDictionary<string, int> Shards)
{
    /// <summary>Items in memory.</summary>
    public int Items => Shards.Values.Sum();
}
